#include "errors.h"

#include <stdlib.h>

#include <jerror.h>

// A hostile file can repeat scans of a large picture for hours; real ones have about ten.
enum { MAXIMUM_SCANS = 500 };

struct cjpeg_decoder {
  struct jpeg_decompress_struct info;
  error_manager error;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  const uint8_t *bytes;
  size_t count;
  int has_header;
  int ended;
};

// MARK: - Source

static void init_source(j_decompress_ptr info) { (void)info; }
static void term_source(j_decompress_ptr info) { (void)info; }

// The end of the bytes. In the only scan of a picture, the end marker may be all that is missing:
// give one, and let the entropy decoder complain (JWRN_HIT_MARKER) if it lacks data.
static boolean fill_input_buffer(j_decompress_ptr info) {
  static const JOCTET end_of_image[2] = {0xFF, JPEG_EOI};
  cjpeg_decoder *decoder = info->client_data;
  decoder->ended = 1;
  if (!decoder->has_header || jpeg_has_multiple_scans(info)) ERREXIT(info, JERR_INPUT_EOF);
  info->src->next_input_byte = end_of_image;
  info->src->bytes_in_buffer = 2;
  return TRUE;
}

static void skip_input_data(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if ((size_t)count > info->src->bytes_in_buffer) {
    ((cjpeg_decoder *)info->client_data)->ended = 1;
    ERREXIT(info, JERR_INPUT_EOF);
  }
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= (size_t)count;
}

static void count_scans(j_common_ptr info) {
  if (((j_decompress_ptr)info)->input_scan_number <= MAXIMUM_SCANS) return;
  error_manager *error = (error_manager *)info->err;
  error->status = CJPEG_CORRUPT;
  snprintf(error->message, sizeof error->message, "more than %d scans", MAXIMUM_SCANS);
  longjmp(error->escape, 1);
}

// MARK: - Decoder

cjpeg_decoder *cjpeg_decoder_create(const uint8_t *bytes, size_t count) {
  cjpeg_decoder *decoder = calloc(1, sizeof *decoder);
  if (decoder == NULL) return NULL;
  decoder->bytes = bytes;
  decoder->count = count;
  decoder->info.err = cjpeg_prepare(&decoder->error);
  if (setjmp(decoder->error.escape)) {
    cjpeg_decoder_destroy(decoder);
    return NULL;
  }
  jpeg_create_decompress(&decoder->info);
  decoder->info.client_data = decoder;
  decoder->source.init_source = init_source;
  decoder->source.fill_input_buffer = fill_input_buffer;
  decoder->source.skip_input_data = skip_input_data;
  decoder->source.resync_to_restart = jpeg_resync_to_restart;
  decoder->source.term_source = term_source;
  decoder->source.next_input_byte = bytes;
  decoder->source.bytes_in_buffer = count;
  decoder->info.src = &decoder->source;
  decoder->progress.progress_monitor = count_scans;
  decoder->info.progress = &decoder->progress;
  jpeg_save_markers(&decoder->info, JPEG_APP0 + 1, 0xFFFF);
  return decoder;
}

void cjpeg_decoder_destroy(cjpeg_decoder *decoder) {
  if (decoder == NULL) return;
  jpeg_destroy_decompress(&decoder->info);
  free(decoder);
}

const char *cjpeg_decoder_message(const cjpeg_decoder *decoder) { return decoder->error.message; }

static cjpeg_status failure(const cjpeg_decoder *decoder) {
  return decoder->ended && decoder->error.status == CJPEG_CORRUPT ? CJPEG_TRUNCATED
                                                                 : decoder->error.status;
}

cjpeg_status cjpeg_decoder_read_header(
    cjpeg_decoder *decoder, uint32_t *width, uint32_t *height) {
  if (setjmp(decoder->error.escape)) return failure(decoder);
  jpeg_read_header(&decoder->info, TRUE);
  decoder->has_header = 1;
  *width = decoder->info.image_width;
  *height = decoder->info.image_height;
  return CJPEG_OK;
}

int cjpeg_decoder_components(const cjpeg_decoder *decoder) {
  return decoder->info.num_components;
}

int cjpeg_decoder_app1(
    const cjpeg_decoder *decoder, size_t index, const uint8_t **bytes, size_t *count) {
  jpeg_saved_marker_ptr marker = decoder->info.marker_list;
  while (marker != NULL && index > 0) {
    marker = marker->next;
    index -= 1;
  }
  if (marker == NULL) return 0;
  *bytes = marker->data;
  *count = marker->data_length;
  return 1;
}

cjpeg_status cjpeg_decoder_set_scale(
    cjpeg_decoder *decoder, unsigned denominator, uint32_t *width, uint32_t *height) {
  if (setjmp(decoder->error.escape)) return failure(decoder);
  struct jpeg_decompress_struct *info = &decoder->info;
  info->scale_num = 1;
  info->scale_denom = denominator;
  // libjpeg takes CMYK and YCCK to CMYK only; the rest is done below.
  int is_cmyk = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
  info->out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_calc_output_dimensions(info);
  *width = info->output_width;
  *height = info->output_height;
  return CJPEG_OK;
}

static unsigned product_over_255(unsigned a, unsigned b) {
  unsigned product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

// Files hold CMYK inverted, as Adobe began it; Pillow assumes so for all of them, and so do we.
static void rgb_from_inverted_cmyk(const uint8_t *cmyk, uint8_t *rgb, size_t width) {
  for (size_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
    unsigned white = cmyk[3];
    for (int channel = 0; channel < 3; channel++)
      rgb[channel] = (uint8_t)(white - product_over_255(255u - cmyk[channel], white));
  }
}

cjpeg_status cjpeg_decoder_decode(cjpeg_decoder *decoder, uint8_t *rgb) {
  if (setjmp(decoder->error.escape)) return failure(decoder);
  struct jpeg_decompress_struct *info = &decoder->info;
  jpeg_start_decompress(info);
  size_t row_bytes = (size_t)info->output_width * 3;
  JSAMPARRAY cmyk = NULL;
  if (info->out_color_space == JCS_CMYK)
    cmyk = (*info->mem->alloc_sarray)(
        (j_common_ptr)info, JPOOL_IMAGE, info->output_width * 4, 1);
  while (info->output_scanline < info->output_height) {
    JSAMPROW row = rgb + (size_t)info->output_scanline * row_bytes;
    if (cmyk == NULL) {
      jpeg_read_scanlines(info, &row, 1);
    } else {
      jpeg_read_scanlines(info, cmyk, 1);
      rgb_from_inverted_cmyk(cmyk[0], row, info->output_width);
    }
  }
  return CJPEG_OK;
}
