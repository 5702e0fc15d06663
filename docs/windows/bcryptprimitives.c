/* Only for docs/windows.sh, never shipped: Wine 8 has no bcryptprimitives.dll, from which Rust's std takes random bytes.
   Windows 10 and later have it. */
#include <windows.h>
#include <ntsecapi.h> /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T count) {
    while (count > 0) {
        ULONG some = count > 65536 ? 65536 : (ULONG)count;
        if (!RtlGenRandom(to, some)) return FALSE;
        to += some;
        count -= some;
    }
    return TRUE;
}
