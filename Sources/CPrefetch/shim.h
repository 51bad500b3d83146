#ifndef WRN_PREFETCH_H
#define WRN_PREFETCH_H

// Swift has no word for a prefetch: asks for the cache line of `address` without waiting for it.
static inline __attribute__((always_inline)) void prefetch_line(const void *address) {
  __builtin_prefetch(address, 0, 2);
}

#endif
