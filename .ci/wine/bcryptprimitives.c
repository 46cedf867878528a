/* ProcessPrng for a wine that lacks bcryptprimitives.dll (8.0 does): a Go 1.26
 * program does not start without it. RtlGenRandom is exported by advapi32
 * under the name SystemFunction036. For the test rig only. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    while (length > 0) {
        ULONG n = length > 0x10000 ? 0x10000 : (ULONG)length;
        if (!SystemFunction036(data, n))
            return FALSE;
        data += n;
        length -= n;
    }
    return TRUE;
}
