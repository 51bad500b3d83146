#ifndef CPROCESSORS_H
#define CPROCESSORS_H

/// The processors that this process may run on, as `taskset` or a container leaves them; 0 if the
/// system does not say.
int processors_allowed(void);

#endif
