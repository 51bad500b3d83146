#define _GNU_SOURCE
#include "CProcessors.h"

#include <sched.h>

int processors_allowed(void) {
  cpu_set_t allowed;
  return sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 0;
}
