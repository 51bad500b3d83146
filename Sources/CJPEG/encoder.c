#include "errors.h"

#include <stdlib.h>
#include <string.h>

cjpeg_status cjpeg_encode(
    const uint8_t *rgb, uint32_t width, uint32_t height, int quality, uint8_t **bytes,
    size_t *count, char *message) {
  // What libjpeg writes to is reached through pointers: a longjmp leaves such memory defined.
  struct {
    struct jpeg_compress_struct info;
    error_manager error;
    unsigned char *buffer;
    unsigned long size;
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
    free(state->buffer);
  } else {
    jpeg_create_compress(info);
    jpeg_mem_dest(info, &state->buffer, &state->size);
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
    *bytes = state->buffer;
    *count = state->size;
  }
  jpeg_destroy_compress(info);
  free(state);
  return status;
}

void cjpeg_free(uint8_t *bytes) { free(bytes); }
