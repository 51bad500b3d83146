#define _GNU_SOURCE
#include "CProcessors.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>

/// Reads up to two numbers from the start of a file; returns how many there are.
static int read_numbers(const char *folder, const char *name, long long *a, long long *b) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  int count = fscanf(file, "%lld %lld", a, b);
  fclose(file);
  return count;
}

/// The processors whose time the control group leaves, rounded up; 0 if it sets no limit.
static int processors_in_quota(const char *cgroups) {
  long long quota = 0, period = 0, rest = 0;
  // Version 2 has one file, in which "max" is no limit; version 1 has two, and -1.
  if (read_numbers(cgroups, "cpu.max", &quota, &period) < 2
      && (read_numbers(cgroups, "cpu/cpu.cfs_quota_us", &quota, &rest) < 1
          || read_numbers(cgroups, "cpu/cpu.cfs_period_us", &period, &rest) < 1)) return 0;
  if (quota <= 0 || period <= 0) return 0;
  long long count = (quota - 1) / period + 1;
  return count < INT_MAX ? (int)count : INT_MAX;
}

int processors_allowed(const char *cgroups) {
  cpu_set_t set;
  int allowed = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
  int quota = processors_in_quota(cgroups);
  return quota > 0 && (allowed <= 0 || quota < allowed) ? quota : allowed;
}
