/* explorer PROGRAM: starts a program as the Windows desktop does, which is a program of this name. */
#include <process.h>
#include <stdio.h>

int wmain(int count, wchar_t **words) {
    if (count != 2) return 2;
    _wspawnl(_P_WAIT, words[1], words[1], L"--version", NULL);
    printf("ENDED\n");
    return 0;
}
