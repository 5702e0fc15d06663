/* explorer PROGRAM [WORD…]: starts a program as the Windows desktop does, which is a program of this name. */
#include <process.h>
#include <stdio.h>

int wmain(int count, wchar_t **words) {
    static wchar_t quoted[16][4096];
    const wchar_t *given[18] = {0};
    int i;
    if (count < 2 || count > 16) return 2;
    for (i = 1; i < count; i++) {
        _snwprintf(quoted[i], 4095, L"\"%ls\"", words[i]);
        given[i - 1] = quoted[i];
    }
    _wspawnv(_P_WAIT, words[1], given);
    printf("ENDED\n");
    return 0;
}
