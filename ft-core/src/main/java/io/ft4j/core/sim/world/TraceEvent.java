package io.ft4j.core.sim.world;

import java.util.Locale;

/**
 * One event of a run, for people and pictures.
 *
 * @param atNs    virtual time from the start of the run.
 * @param process that it happens to, or −1.
 * @param other   the other end of a frame, or −1.
 * @param value   as {@link TraceKind} says.
 * @param text    the rest in words.
 */
public record TraceEvent(long atNs, TraceKind kind, int process, int other, long value, String text) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%12.6f  %s", atNs / 1e9, words());
    }

    private String words() {
        switch (kind) {
            case SEND:
                return process + " -> " + other + "  " + text;
            case ARRIVE:
                return process + " <- " + other + "  " + text;
            case LOST:
                return process + " -x " + other + "  " + text;
            case INVOKE:
            case REPLY:
            case CLIENT_LOST:
                return "client " + process + "  " + text;
            default:
                return process < 0 ? text : process + "  " + text;
        }
    }
}
