#include "errors.h"

#include <jerror.h>
#include <stdlib.h>
#include <string.h>

// A growing block of memory. libjpeg's own keeps its newest block to itself until the picture is
// complete, so that nobody could free it after an error.
typedef struct {
  struct jpeg_destination_mgr manager;
  uint8_t *bytes;
  size_t capacity;
} memory;

static void reserve(j_compress_ptr info, size_t capacity) {
  memory *target = (memory *)info->dest;
  uint8_t *bytes = realloc(target->bytes, capacity);
  if (bytes == NULL) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
  target->manager.next_output_byte = bytes + target->capacity;
  target->manager.free_in_buffer = capacity - target->capacity;
  target->bytes = bytes;
  target->capacity = capacity;
}

static void begin(j_compress_ptr info) { reserve(info, 1 << 16); }

static boolean grow(j_compress_ptr info) {
  reserve(info, 2 * ((memory *)info->dest)->capacity);
  return TRUE;
}

static void finish(j_compress_ptr info) { (void)info; }

cjpeg_status cjpeg_encode(
    const uint8_t *rgb, uint32_t width, uint32_t height, int quality, uint8_t **bytes,
    size_t *count, char *message) {
  // What libjpeg writes to is reached through pointers: a longjmp leaves such memory defined.
  struct {
    struct jpeg_compress_struct info;
    error_manager error;
    memory target;
  } *state = calloc(1, sizeof *state);
  *bytes = NULL;
  *count = 0;
  message[0] = 0;
  if (state == NULL) return CJPEG_NO_MEMORY;
  struct jpeg_compress_struct *info = &state->info;
  info->err = cjpeg_prepare(&state->error);
  cjpeg_status status = CJPEG_OK;
  if (setjmp(state->error.escape)) {
    status = state->error.status;
    memcpy(message, state->error.message, CJPEG_MESSAGE_LENGTH);
    free(state->target.bytes);
  } else {
    jpeg_create_compress(info);
    struct jpeg_destination_mgr *manager = &state->target.manager;
    manager->init_destination = begin;
    manager->empty_output_buffer = grow;
    manager->term_destination = finish;
    info->dest = manager;
    info->image_width = width;
    info->image_height = height;
    info->input_components = 3;
    info->in_color_space = JCS_RGB;
    jpeg_set_defaults(info);
    jpeg_set_quality(info, quality, TRUE);
    info->optimize_coding = TRUE;
    if (quality >= 90) info->comp_info[0].h_samp_factor = info->comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(info, TRUE);
    while (info->next_scanline < info->image_height) {
      JSAMPROW row = (JSAMPROW)(rgb + (size_t)info->next_scanline * width * 3);
      jpeg_write_scanlines(info, &row, 1);
    }
    jpeg_finish_compress(info);
    *bytes = state->target.bytes;
    *count = state->target.capacity - manager->free_in_buffer;
  }
  jpeg_destroy_compress(info);
  free(state);
  return status;
}

void cjpeg_free(uint8_t *bytes) { free(bytes); }
