// libpng behind functions that return: its errors leave by longjmp, which must not cross Swift frames.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum {
  CPNG_OK = 0,
  /// The bytes end before the picture does.
  CPNG_TRUNCATED,
  /// The bytes are damaged.
  CPNG_CORRUPT,
  CPNG_NO_MEMORY,
} cpng_status;

enum { CPNG_MESSAGE_LENGTH = 200 };

typedef struct cpng_decoder cpng_decoder;

/// A decoder over `bytes`, which must outlive it. NULL when there is no memory.
cpng_decoder *cpng_decoder_create(const uint8_t *bytes, size_t count);
void cpng_decoder_destroy(cpng_decoder *decoder);

/// libpng's words for the last status that was not CPNG_OK.
const char *cpng_decoder_message(const cpng_decoder *decoder);

/// Reads up to the pixels. Width and height are those of the file, before any orientation.
cpng_status cpng_decoder_read_header(cpng_decoder *decoder, uint32_t *width, uint32_t *height);

/// Decodes into `rgb`: rows from the top, `width * 3` bytes each. Alpha is dropped, 16 bits become
/// the upper 8, grey and palettes become RGB, gamma is left alone.
cpng_status cpng_decoder_decode(cpng_decoder *decoder, uint8_t *rgb);

/// Encodes RGB rows. `*bytes` is to be freed with `cpng_free`; level is zlib's, 1...9. `message`
/// holds CPNG_MESSAGE_LENGTH bytes.
cpng_status cpng_encode(
    const uint8_t *rgb, uint32_t width, uint32_t height, int level, uint8_t **bytes,
    size_t *count, char *message);
void cpng_free(uint8_t *bytes);
