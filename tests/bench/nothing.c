// SPDX-License-Identifier: GPL-2.0-or-later
/* What starting a program costs, whatever it does then. */
int main(void)
{
        return 0;
}
