package io.ft4j.core.sim.report;

import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.world.TraceEvent;
import java.util.List;

/**
 * The part of a run that is drawn.
 *
 * @param fromNs     its first moment.
 * @param toNs       its last moment.
 * @param events     of it, in order.
 * @param leftBefore events that were asked for and are too many, before it.
 * @param leftBehind and behind it.
 */
record Selection(long fromNs, long toNs, List<TraceEvent> events, int leftBefore, int leftBehind) {
    /** Of too many events those next to a failure within the window are kept, else the first ones. */
    static Selection of(SimReport report, long fromNs, long toNs, int maxEvents) {
        List<TraceEvent> all = report.events();
        int first = indexOf(all, fromNs);
        int end = indexOf(all, toNs == Long.MAX_VALUE ? toNs : toNs + 1);
        int count = Math.min(maxEvents, end - first);
        boolean failsHere = !report.isSuccess() && report.endNs() <= toNs;
        int firstKept = failsHere ? end - count : first;
        int endKept = firstKept + count;
        long endNs = Math.min(toNs, report.endNs());
        return new Selection(
                firstKept == first
                        ? Math.min(fromNs, endNs)
                        : all.get(firstKept).atNs(),
                endKept == end ? endNs : all.get(endKept - 1).atNs(),
                all.subList(firstKept, endKept),
                firstKept - first,
                end - endKept);
    }

    /** Of the first event at this time or later. */
    private static int indexOf(List<TraceEvent> events, long ns) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).atNs() < ns) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean contains(long ns) {
        return ns >= fromNs && ns <= toNs;
    }
}
