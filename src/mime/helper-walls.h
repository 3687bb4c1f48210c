/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

void helper_shut_in (unsigned seconds, unsigned long memory);
int helper_try_to_get_out (void);
