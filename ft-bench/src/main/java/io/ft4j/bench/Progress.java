package io.ft4j.bench;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows how far a job has come: a bar that is drawn over and over on a terminal, a plain line per tenth elsewhere. {@link
 * #update} costs a comparison until there is something new to show. One thread.
 */
public final class Progress {
    private static final int BAR_WIDTH = 40;
    private static final int BAR_STEPS = 100;
    private static final int PLAIN_STEPS = 10;
    private static final long UNKNOWN_TOTAL_STEP = 1_000_000;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private String job = "";
    private long total;
    private long step;
    private long next = Long.MAX_VALUE;

    /**
     * Shows nothing before the first {@link #begin}.
     *
     * @param terminal whether the output understands a carriage return
     */
    public Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Starts a job of {@code count} steps, or of an unknown number: −1. */
    public void begin(String name, long count) {
        job = name;
        total = count;
        step = count < 0 ? UNKNOWN_TOTAL_STEP : Math.max(1, count / (terminal ? BAR_STEPS : PLAIN_STEPS));
        next = step;
        if (terminal && total > 0) {
            draw(0);
        }
    }

    public void update(long done) {
        if (done >= next) {
            next = done - done % step + step;
            draw(done);
        }
    }

    /** A line of its own about something that happened. */
    public void say(String line) {
        out.println((terminal ? CLEAR_LINE : "") + line);
        out.flush();
    }

    /** Ends the job, leaving the line behind. */
    public void end(String summary) {
        say(job + ": " + summary);
    }

    private void draw(long done) {
        if (total <= 0) {
            print(String.format(Locale.ROOT, "%s: %,d", job, done));
            return;
        }
        String count = String.format(Locale.ROOT, "%3d %%  %,d of %,d", done * 100 / total, done, total);
        if (terminal) {
            int filled = (int) (done * BAR_WIDTH / total);
            print(job + " [" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "] " + count);
        } else {
            print(job + ": " + count);
        }
    }

    private void print(String text) {
        if (terminal) {
            out.print(CLEAR_LINE + text);
        } else {
            out.println(text);
        }
        out.flush();
    }
}
