#include "errors.h"

#include <jerror.h>

_Static_assert(CJPEG_MESSAGE_LENGTH >= JMSG_LENGTH_MAX, "room for any message");

static cjpeg_status status_of(int code) {
  switch (code) {
    case JERR_INPUT_EMPTY:
    case JERR_INPUT_EOF:
    case JWRN_JPEG_EOF:
      return CJPEG_TRUNCATED;
    case JERR_OUT_OF_MEMORY:
      return CJPEG_NO_MEMORY;
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_BAD_J_COLORSPACE:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_IMAGE_TOO_BIG:
      return CJPEG_UNSUPPORTED;
    default:
      return CJPEG_CORRUPT;
  }
}

static void leave(j_common_ptr info) {
  error_manager *error = (error_manager *)info->err;
  error->status = status_of(info->err->msg_code);
  (*info->err->format_message)(info, error->message);
  longjmp(error->escape, 1);
}

// libjpeg warns and paints grey where data is missing or damaged. A picture with a grey half must
// not be learnt from, so those warnings are errors; harmless ones (extra bytes, odd headers) pass.
// Damage between restart markers passes too: the next marker sets the decoder right again.
static void emit_message(j_common_ptr info, int level) {
  if (level >= 0 || !info->is_decompressor) return;
  j_decompress_ptr decompress = (j_decompress_ptr)info;
  int recovers = decompress->restart_interval > 0;
  int marker = decompress->unread_marker;
  switch (info->err->msg_code) {
    case JWRN_HIT_MARKER:
      if (!recovers || marker < JPEG_RST0 || marker > JPEG_RST0 + 7) leave(info);
      break;
    case JWRN_HUFF_BAD_CODE:
      if (!recovers) leave(info);
      break;
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
      leave(info);
      break;
    default:
      break;
  }
}

static void output_message(j_common_ptr info) { (void)info; }

struct jpeg_error_mgr *cjpeg_prepare(error_manager *error) {
  jpeg_std_error(&error->base);
  error->base.error_exit = leave;
  error->base.emit_message = emit_message;
  error->base.output_message = output_message;
  return &error->base;
}
