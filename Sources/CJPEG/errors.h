// Turns libjpeg's errors into a status: set `escape`, then call libjpeg.
#pragma once
#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  cjpeg_status status;
  char message[CJPEG_MESSAGE_LENGTH];
} error_manager;

/// Makes `error` ready and gives what goes into libjpeg's `err`.
struct jpeg_error_mgr *cjpeg_prepare(error_manager *error);
