#ifndef CPROCESSORS_H
#define CPROCESSORS_H

/// The processors that this process may use: those it may run on, as `taskset` or a container
/// leaves them, or as many as the quota of the control group in the folder `cgroups` makes, rounded
/// up, if that is fewer; 0 if the system does not say.
int processors_allowed(const char *cgroups);

#endif
