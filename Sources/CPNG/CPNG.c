#include "CPNG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

// Chunks that are kept in memory whole are those of the palette and of transparency.
enum { MAXIMUM_CHUNK_BYTES = 1 << 20 };

typedef struct {
  cpng_status status;
  char message[CPNG_MESSAGE_LENGTH];
} error_record;

struct cpng_decoder {
  png_structp png;
  png_infop info;
  error_record error;
  const uint8_t *bytes;
  size_t count;
  size_t position;
};

static void leave(png_structp png, png_const_charp message) {
  error_record *error = png_get_error_ptr(png);
  if (error->status == CPNG_OK) error->status = CPNG_CORRUPT;
  snprintf(error->message, sizeof error->message, "%s", message);
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

// MARK: - Decoder

static void read_bytes(png_structp png, png_bytep destination, size_t count) {
  cpng_decoder *decoder = png_get_io_ptr(png);
  if (count > decoder->count - decoder->position) {
    decoder->error.status = CPNG_TRUNCATED;
    png_error(png, "the data ends too early");
  }
  memcpy(destination, decoder->bytes + decoder->position, count);
  decoder->position += count;
}

cpng_decoder *cpng_decoder_create(const uint8_t *bytes, size_t count) {
  cpng_decoder *decoder = calloc(1, sizeof *decoder);
  if (decoder == NULL) return NULL;
  decoder->bytes = bytes;
  decoder->count = count;
  decoder->png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder->error, leave, ignore_warning);
  if (decoder->png != NULL) decoder->info = png_create_info_struct(decoder->png);
  if (decoder->info == NULL || setjmp(png_jmpbuf(decoder->png))) {
    cpng_decoder_destroy(decoder);
    return NULL;
  }
  png_structp png = decoder->png;
  png_set_read_fn(png, decoder, read_bytes);
  png_set_benign_errors(png, 1);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(png, MAXIMUM_CHUNK_BYTES);
  // Every chunk that pixels do not need (texts and profiles may unpack to gigabytes).
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  return decoder;
}

void cpng_decoder_destroy(cpng_decoder *decoder) {
  if (decoder == NULL) return;
  png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
  free(decoder);
}

const char *cpng_decoder_message(const cpng_decoder *decoder) { return decoder->error.message; }

cpng_status cpng_decoder_read_header(cpng_decoder *decoder, uint32_t *width, uint32_t *height) {
  if (setjmp(png_jmpbuf(decoder->png))) return decoder->error.status;
  png_read_info(decoder->png, decoder->info);
  *width = png_get_image_width(decoder->png, decoder->info);
  *height = png_get_image_height(decoder->png, decoder->info);
  return CPNG_OK;
}

cpng_status cpng_decoder_decode(cpng_decoder *decoder, uint8_t *rgb) {
  if (setjmp(png_jmpbuf(decoder->png))) return decoder->error.status;
  png_structp png = decoder->png;
  png_infop info = decoder->info;
  size_t width = png_get_image_width(png, info);
  png_uint_32 height = png_get_image_height(png, info);
  // The upper byte of 16, as Pillow takes it; scaling differs by at most 1.
  png_set_strip_16(png);
  png_set_palette_to_rgb(png);
  png_set_expand_gray_1_2_4_to_8(png);
  png_set_gray_to_rgb(png);
  png_set_strip_alpha(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != width * 3) png_error(png, "rows are not RGB");
  for (int pass = 0; pass < passes; pass++)
    for (png_uint_32 y = 0; y < height; y++) png_read_row(png, rgb + y * width * 3, NULL);
  png_read_end(png, NULL);
  return CPNG_OK;
}

// MARK: - Encoder

typedef struct {
  png_structp png;
  png_infop info;
  error_record error;
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} encoder;

static void write_bytes(png_structp png, png_bytep source, size_t count) {
  encoder *state = png_get_io_ptr(png);
  if (count > state->capacity - state->count) {
    size_t capacity = state->capacity * 2 > state->count + count ? state->capacity * 2
                                                                 : state->count + count;
    uint8_t *bytes = realloc(state->bytes, capacity);
    if (bytes == NULL) {
      state->error.status = CPNG_NO_MEMORY;
      png_error(png, "out of memory");
    }
    state->bytes = bytes;
    state->capacity = capacity;
  }
  memcpy(state->bytes + state->count, source, count);
  state->count += count;
}

static void flush_bytes(png_structp png) { (void)png; }

cpng_status cpng_encode(
    const uint8_t *rgb, uint32_t width, uint32_t height, int level, uint8_t **bytes,
    size_t *count, char *message) {
  // On the heap: a longjmp leaves memory that is reached through a pointer defined.
  encoder *state = calloc(1, sizeof *state);
  *bytes = NULL;
  *count = 0;
  message[0] = 0;
  if (state == NULL) return CPNG_NO_MEMORY;
  state->png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &state->error, leave, ignore_warning);
  if (state->png != NULL) state->info = png_create_info_struct(state->png);
  cpng_status status = CPNG_OK;
  if (state->info == NULL) {
    status = CPNG_NO_MEMORY;
  } else if (setjmp(png_jmpbuf(state->png))) {
    status = state->error.status;
    memcpy(message, state->error.message, CPNG_MESSAGE_LENGTH);
    free(state->bytes);
  } else {
    png_structp png = state->png;
    png_set_write_fn(png, state, write_bytes, flush_bytes);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_compression_level(png, level);
    png_set_IHDR(
        png, state->info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, state->info);
    for (size_t y = 0; y < height; y++) png_write_row(png, rgb + y * width * 3);
    png_write_end(png, state->info);
    *bytes = state->bytes;
    *count = state->count;
  }
  png_destroy_write_struct(&state->png, &state->info);
  free(state);
  return status;
}

void cpng_free(uint8_t *bytes) { free(bytes); }
