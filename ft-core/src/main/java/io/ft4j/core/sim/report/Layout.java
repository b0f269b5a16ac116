package io.ft4j.core.sim.report;

import io.ft4j.core.sim.SimReport;

/** Where things stand in a picture, in CSS pixels: time from left to right, clients above the processes. */
final class Layout {
    static final int AXIS_Y = 20;
    static final int LABELS_WIDTH = 96;
    /** Half of the height of the band in which a process lives. */
    static final int HALF_BAND = 11;
    /** Half of the height over which faults are shaded. */
    static final int HALF_LANE = 40;

    private static final int CLIENTS_TOP = 34;
    private static final int CLIENT_PITCH = 13;
    private static final int MAX_CLIENT_LANES = 12;
    private static final int PROCESS_PITCH = 104;

    private static final double PIXELS_PER_EVENT = 9;
    private static final double MIN_WIDTH = 1100;
    private static final double MAX_WIDTH = 24_000;

    final int processCount;
    final int clientLanes;
    private final Selection selection;
    private final double pixelsPerNs;

    Layout(SimReport report, Selection selection) {
        this.selection = selection;
        processCount = report.processCount();
        clientLanes = Math.min(MAX_CLIENT_LANES, report.settings().clientCount());
        double wanted = selection.events().size() * PIXELS_PER_EVENT;
        double width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, wanted));
        pixelsPerNs = width / Math.max(1, selection.toNs() - selection.fromNs());
    }

    double x(long ns) {
        return (ns - selection.fromNs()) * pixelsPerNs;
    }

    /** Within the window. */
    double clippedX(long ns) {
        return x(Math.max(selection.fromNs(), Math.min(selection.toNs(), ns)));
    }

    long nsOf(double pixels) {
        return (long) (pixels / pixelsPerNs);
    }

    double width() {
        return x(selection.toNs());
    }

    /** Of the line of a client; many share a few lines. */
    double clientY(int client) {
        return CLIENTS_TOP + (client % clientLanes) * CLIENT_PITCH;
    }

    double processY(int process) {
        return CLIENTS_TOP + clientLanes * CLIENT_PITCH + HALF_LANE + 10 + process * PROCESS_PITCH;
    }

    double height() {
        return processY(processCount - 1) + HALF_LANE + 14;
    }
}
