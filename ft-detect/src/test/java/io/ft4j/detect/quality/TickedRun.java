package io.ft4j.detect.quality;

import io.ft4j.core.model.Prng;
import java.util.ArrayList;
import java.util.List;

/** A random life of a process and its detector, written down instant by instant, and judged by looking at all of them. */
final class TickedRun {
    static final int KINDS = 4;
    private static final int SUSPECT = 0;
    private static final int TRUST = 1;
    private static final int CRASH = 2;
    private static final int RECOVERY = 3;

    final DetectorQuality quality;
    private final boolean crashesKnown;
    private final Prng prng;
    private final List<Boolean> up = new ArrayList<>();
    private final List<Boolean> suspected = new ArrayList<>();
    private final List<Integer> life = new ArrayList<>();
    private int nowNs;

    TickedRun(boolean crashesKnown, Prng prng) {
        this.crashesKnown = crashesKnown;
        this.prng = prng;
        quality = crashesKnown ? DetectorQuality.withKnownCrashes() : DetectorQuality.fromTransitions();
    }

    /** What the means and maxima are of. */
    static final class Figures {
        int mistakeCount;
        long rightTicks;
        long wrongTicks;
        final List<Integer> durations = new ArrayList<>();
        final List<Integer> recurrences = new ArrayList<>();
        final List<Integer> detections = new ArrayList<>();
    }

    static void event(DetectorQuality quality, int kind, long nowNs) {
        switch (kind) {
            case SUSPECT -> quality.onSuspect(nowNs);
            case TRUST -> quality.onTrust(nowNs);
            case CRASH -> quality.onCrash(nowNs);
            default -> quality.onRecovery(nowNs);
        }
    }

    void play(int events) {
        quality.onTrust(0);
        boolean nowUp = true;
        boolean nowSuspected = false;
        int nowLife = 0;
        for (int i = 0; i < events; i++) {
            int ticks = 1 + prng.nextInt(9);
            stay(ticks, nowUp, nowSuspected, nowLife);
            nowNs += ticks;
            int kind = nextKind();
            event(quality, kind, nowNs);
            nowSuspected = kind == SUSPECT || kind != TRUST && nowSuspected;
            nowLife += kind == RECOVERY && !(crashesKnown && nowUp) ? 1 : 0;
            nowUp = kind == RECOVERY || kind != CRASH && nowUp;
        }
        stay(1, nowUp, nowSuspected, nowLife);
    }

    private int nextKind() {
        if (prng.chance(0.8)) {
            return prng.nextInt(CRASH);
        }
        return crashesKnown ? CRASH + prng.nextInt(2) : RECOVERY;
    }

    private void stay(int ticks, boolean nowUp, boolean nowSuspected, int nowLife) {
        for (int i = 0; i < ticks; i++) {
            up.add(nowUp);
            suspected.add(nowSuspected);
            life.add(nowLife);
        }
    }

    /** The time of the last event. Instant i lasts from i to i + 1; the last one has not passed. */
    int nowNs() {
        return nowNs;
    }

    Figures figures() {
        Figures figures = new Figures();
        int mistaken = -1;
        for (int at = 1; at <= nowNs; at++) {
            countTicks(at - 1, figures);
            if (suspected.get(at) && !suspected.get(at - 1) && judge(at, figures)) {
                if (mistaken >= 0 && life.get(mistaken).equals(life.get(at))) {
                    figures.recurrences.add(at - mistaken);
                }
                mistaken = at;
                figures.mistakeCount++;
            }
            if (up.get(at - 1) && !up.get(at)) {
                detect(at, figures);
            }
        }
        return figures;
    }

    private void countTicks(int at, Figures figures) {
        if (up.get(at) && !suspected.get(at)) {
            figures.rightTicks++;
        } else if (up.get(at) && crashesKnown) {
            figures.wrongTicks++;
        }
    }

    /** @return whether the suspicion raised here was a mistake. */
    private boolean judge(int from, Figures figures) {
        int end = from;
        while (end <= nowNs
                && suspected.get(end)
                && up.get(end)
                && life.get(end).equals(life.get(from))) {
            end++;
        }
        boolean trusted = end <= nowNs && !suspected.get(end) && end > from;
        if (trusted) {
            figures.durations.add(end - from);
        }
        if (crashesKnown) {
            return up.get(from);
        }
        figures.wrongTicks += trusted ? end - from : 0;
        for (int at = end; at < nowNs && suspected.get(at); at++) {
            figures.wrongTicks++;
        }
        return trusted;
    }

    private void detect(int crash, Figures figures) {
        int end = crash;
        while (end <= nowNs && !up.get(end)) {
            end++;
        }
        int from = end;
        while (from > 0 && suspected.get(from - 1)) {
            from--;
        }
        if (from < end) {
            figures.detections.add(Math.max(0, from - crash));
        }
    }

    static double mean(List<Integer> values) {
        return values.stream().mapToInt(i -> i).average().orElse(Double.NaN);
    }

    static long max(List<Integer> values) {
        return values.stream().mapToInt(i -> i).max().orElse(0);
    }
}
