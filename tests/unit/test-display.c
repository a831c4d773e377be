// SPDX-License-Identifier: GPL-2.0-or-later

#include "basic/cleanup.h"
#include "model/display.h"
#include "tests/unit/made-host.h"
#include "tests/unit/test.h"

#define DRM "sys/bus/pci/devices/0000:01:00.0/drm/"

TEST(connectors_in_order)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(display_clear) struct display display = {};

        if (!made_host_read(&made,
                    "function 01:00.0 0300 10de:1f06\n"
                    "drm card1 on 01:00.0 render renderD129 connector HDMI-A-1=disconnected "
                    "connector DP-2=connected connector DP-1=unknown\n"
                    /* an interface of another kind, and one of a card with a longer number */
                    "folder " DRM "controlD65\n"
                    "file " DRM "card1/card10-DP-9/status \"connected\\n\"\n"
                    "folder " DRM "card1/card1-eDP-1\n"))
                return;
        if (!CHECK_INT(display_read(made.host, &made.machine->functions[0], &display), 0))
                return;
        CHECK_TEXT(display.card, "card1");
        CHECK_TEXT(display.render, "renderD129");
        if (!CHECK_INT((int64_t)display.n_connectors, 3))
                return;
        CHECK_TEXT(display.connectors[0].name, "DP-1");
        CHECK_TEXT(display.connectors[0].status, "unknown");
        CHECK_TEXT(display.connectors[1].name, "DP-2");
        CHECK_TEXT(display.connectors[2].name, "HDMI-A-1");
        CHECK(display_has_monitor(&display));
}

TEST(no_monitor)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(display_clear) struct display display = {};

        if (!made_host_read(&made,
                    "function 01:00.0 0300 10de:1f06\n"
                    "drm card0 on 01:00.0 connector DP-1=disconnected\n"))
                return;
        CHECK_INT(display_read(made.host, &made.machine->functions[0], &display), 0);
        CHECK_TEXT(display.card, "card0");
        CHECK_TEXT(display.render, NULL);
        CHECK(!display_has_monitor(&display));
}

TEST(no_driver)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(display_clear) struct display display = {};

        if (!made_host_read(&made, "function 01:00.0 0300 10de:1f06\n"))
                return;
        CHECK_INT(display_read(made.host, &made.machine->functions[0], &display), 0);
        CHECK_TEXT(display.card, NULL);
        CHECK_TEXT(display.render, NULL);
        CHECK_INT((int64_t)display.n_connectors, 0);
}

/* A connector that is a link to a place outside the root: its status is nobody's business. */
TEST(connector_outside)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_scratch_ struct scratch outside = SCRATCH_NONE;
        _cleanup_(display_clear) struct display display = {};

        if (!scratch_begin(&outside) ||
                !made_host_read(&made,
                        "function 01:00.0 0300 10de:1f06\n"
                        "drm card0 on 01:00.0 connector DP-1=disconnected\n"))
                return;
        scratch_file(&outside, "status", "connected\n");
        scratch_link(&made.scratch, DRM "card0/card0-DP-2", outside.path);
        CHECK_INT(display_read(made.host, &made.machine->functions[0], &display), 0);
        CHECK_INT((int64_t)display.n_connectors, 1);
        CHECK(!display_has_monitor(&display));
}
