// libjpeg behind functions that return: its errors leave by longjmp, which must not cross Swift frames.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum {
  CJPEG_OK = 0,
  /// The bytes end before the picture does.
  CJPEG_TRUNCATED,
  /// The bytes are damaged.
  CJPEG_CORRUPT,
  /// A JPEG process that this libjpeg does not decode (lossless, 12-bit, ...).
  CJPEG_UNSUPPORTED,
  CJPEG_NO_MEMORY,
} cjpeg_status;

/// Large enough for any message of libjpeg (JMSG_LENGTH_MAX).
enum { CJPEG_MESSAGE_LENGTH = 200 };

typedef struct cjpeg_decoder cjpeg_decoder;

/// A decoder over `bytes`, which must outlive it. NULL when there is no memory.
cjpeg_decoder *cjpeg_decoder_create(const uint8_t *bytes, size_t count);
void cjpeg_decoder_destroy(cjpeg_decoder *decoder);

/// libjpeg's words for the last status that was not CJPEG_OK.
const char *cjpeg_decoder_message(const cjpeg_decoder *decoder);

/// Reads up to the first scan. Width and height are those of the file, before any orientation.
cjpeg_status cjpeg_decoder_read_header(
    cjpeg_decoder *decoder, uint32_t *width, uint32_t *height);

/// The number of stored colour channels: 1 grey, 3 YCbCr or RGB, 4 CMYK or YCCK. After the header.
int cjpeg_decoder_components(const cjpeg_decoder *decoder);

/// The APP1 segment (EXIF, XMP) number `index`, in file order; 0 when there is none. After the header.
int cjpeg_decoder_app1(
    const cjpeg_decoder *decoder, size_t index, const uint8_t **bytes, size_t *count);

/// Decode at 1/1, 1/2, 1/4 or 1/8 of the size: `denominator` is 1, 2, 4 or 8. Gives the size of
/// the result. After the header, before the pixels.
cjpeg_status cjpeg_decoder_set_scale(
    cjpeg_decoder *decoder, unsigned denominator, uint32_t *width, uint32_t *height);

/// Decodes into `rgb`: rows from the top, `width * 3` bytes each, of the size that
/// `cjpeg_decoder_set_scale` gave.
cjpeg_status cjpeg_decoder_decode(cjpeg_decoder *decoder, uint8_t *rgb);

/// Encodes RGB rows. `*bytes` is to be freed with `cjpeg_free`; quality is 1...100, 4:4:4 chroma at
/// 90 and above. `message` holds CJPEG_MESSAGE_LENGTH bytes.
cjpeg_status cjpeg_encode(
    const uint8_t *rgb, uint32_t width, uint32_t height, int quality, uint8_t **bytes,
    size_t *count, char *message);
void cjpeg_free(uint8_t *bytes);
