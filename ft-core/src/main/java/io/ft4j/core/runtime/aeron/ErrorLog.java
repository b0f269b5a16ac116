package io.ft4j.core.runtime.aeron;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.agrona.ErrorHandler;

/**
 * Logs the errors that nobody else takes. Whoever reaches a port can cause one with every datagram; so of each kind, an
 * exception thrown in one place, only the 1st, 10th, 100th and so on are logged, and there is an end to kinds.
 *
 * <p>One thread. Allocates with each error.
 */
final class ErrorLog implements ErrorHandler {
    static final int MAX_KINDS = 64;

    private static final int STEP = 10;

    private record Kind(String type, String place) {
        private static final Kind OTHER = new Kind("", "");

        static Kind of(Throwable failure) {
            StackTraceElement[] trace = failure.getStackTrace();
            return new Kind(failure.getClass().getName(), trace.length == 0 ? "" : trace[0].toString());
        }
    }

    private static final class Count {
        private long seen;
        private long nextLogged = 1;
    }

    private final BiConsumer<String, Throwable> log;
    private final Map<Kind, Count> counts = new HashMap<>();

    /** @param log is given a text and the error. */
    ErrorLog(BiConsumer<String, Throwable> log) {
        this.log = log;
    }

    @Override
    public void onError(Throwable failure) {
        Kind kind = Kind.of(failure);
        Count count = counts.get(kind);
        if (count == null) {
            count = counts.computeIfAbsent(counts.size() < MAX_KINDS ? kind : Kind.OTHER, first -> new Count());
        }
        count.seen++;
        if (count.seen == count.nextLogged) {
            count.nextLogged *= STEP;
            log.accept(text(failure, count.seen), failure);
        }
    }

    private static String text(Throwable failure, long seen) {
        return seen == 1 ? failure.toString() : failure + " (the " + seen + "th of its kind)";
    }
}
