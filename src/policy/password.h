// password.h - whether a password is hard enough to guess. Pure, like all here.
//
// First is taken out what anybody would try: the person's own names, words that are said for a
// password, parts of a calendar, years, rows of the keyboard and of the alphabet, what is repeated.
// What is left must still be PASSWORD_LEFT_MIN characters, PASSWORD_DIFFERENT_MIN of them
// different. Which kinds of characters it has is not asked: that makes passwords alike.
#pragma once

#include <stddef.h>

#include "base/str.h"

#define PASSWORD_SIZE_MAX 256 // bytes
#define PASSWORD_CHARACTERS_MIN 12
#define PASSWORD_LEFT_MIN 8
#define PASSWORD_DIFFERENT_MIN 5

enum password_fault {
    PASSWORD_FINE,
    PASSWORD_SHORT,
    PASSWORD_LONG,
    PASSWORD_NAMES,  // little but the person's own names
    PASSWORD_COMMON, // little but words that many use
    PASSWORD_ROWS,   // little but rows, repetition, or few different characters
};
// `names`: of the person, the account, the organisation; each word of three letters counts.
enum password_fault password_judge(struct str password, const struct str *names, size_t count);
