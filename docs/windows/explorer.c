/* explorer PROGRAM: starts it as the desktop of Windows would, whose program has this name. */
#include <process.h>
#include <stdio.h>

int wmain(int count, wchar_t **words) {
    if (count != 2) return 2;
    _wspawnl(_P_WAIT, words[1], words[1], L"--version", NULL);
    printf("ENDED\n");
    return 0;
}
