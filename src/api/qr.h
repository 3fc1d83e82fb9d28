// qr.h - a text as a QR code (ISO/IEC 18004), drawn as SVG without styles.
//
// The only file pair that names libqrencode.
#pragma once

#include "base/buf.h"

#define QR_TEXT_BYTES_MAX 1000

// Error correction M, with the quiet zone of four modules. OK; LIMIT when the text is too long.
MUST_USE enum status qr_write(struct buf *out, struct str text, struct fault *fault);
