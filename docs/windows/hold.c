/* hold FILE SECONDS: keeps a file open as Excel does: others may read it, none may write, rename or delete it. */
#include <stdlib.h>
#include <windows.h>

int wmain(int count, wchar_t **words) {
    HANDLE file;
    if (count != 3) return 2;
    file = CreateFileW(words[1], GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return 1;
    Sleep(1000 * _wtoi(words[2]));
    return 0;
}
