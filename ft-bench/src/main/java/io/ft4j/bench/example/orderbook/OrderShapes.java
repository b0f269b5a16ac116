package io.ft4j.bench.example.orderbook;

import io.ft4j.core.model.Prng;

/** Sizes of orders, and where they are placed. Allocates nothing. */
final class OrderShapes {
    /** Weights of: 100 shares; 200; 300 to 900; 1,000; 1 to 25; 26 to 99; 101 to 999. */
    private static final Weighted SIZES = new Weighted(528, 73, 15, 29, 281, 66, 8);

    private static final int JOIN = 0;

    /** Weights of: at the best price; behind it by 1, 2–3, 4–7, … 128–255 ticks. */
    private static final Weighted PLACES = new Weighted(79, 52, 72, 87, 190, 119, 87, 72, 43);

    /** Share of orders inside the spread when it is wide. */
    private static final double MOST_IMPROVING = 0.45;

    /** The spread at which half as many orders improve the price as at a very wide one; a narrow one attracts few. */
    private static final long HALF_IMPROVING_TICKS = 24;

    /** Weights of how far inside the spread: 1 tick; 2–3; 4–7; 8–15; 16–31. */
    private static final Weighted IMPROVEMENTS = new Weighted(345, 330, 148, 131, 46);

    private final Prng prng;

    OrderShapes(Prng prng) {
        this.prng = prng;
    }

    int size() {
        return switch (SIZES.draw(prng)) {
            case 0 -> 100;
            case 1 -> 200;
            case 2 -> 100 * (3 + prng.nextInt(7));
            case 3 -> 1_000;
            case 4 -> 1 + prng.nextInt(25);
            case 5 -> 26 + prng.nextInt(74);
            default -> 101 + prng.nextInt(899);
        };
    }

    /**
     * Ticks from the best price of the own side; positive is behind it, negative inside the spread.
     *
     * @param spreadTicks best ask − best bid
     */
    long ticksBehindBest(long spreadTicks) {
        double ratio = (double) spreadTicks / HALF_IMPROVING_TICKS;
        double fourth = ratio * ratio * ratio * ratio;
        double improving = MOST_IMPROVING * fourth / (fourth + 1);
        if (prng.chance(improving)) {
            return -Math.min(inOctave(IMPROVEMENTS.draw(prng)), spreadTicks - 1);
        }
        int place = PLACES.draw(prng);
        return place == JOIN ? 0 : inOctave(place - 1);
    }

    private long inOctave(int octave) {
        return (1L << octave) + prng.nextLong(1L << octave);
    }
}
