package io.ft4j.core.redundancy;

import static io.ft4j.core.redundancy.Voter.UNDECIDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.FailureClass;
import io.ft4j.core.model.GroupSize;
import io.ft4j.core.model.Prng;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VoterTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private final Voter ofThree = Voter.ofArbitrary(3, 1);
    private final Voter ofFive = Voter.ofArbitrary(5, 2);

    private static long all(int count) {
        return count == 64 ? -1 : (1L << count) - 1;
    }

    private static int majority(Voter voter, long... answers) {
        return voter.majority(answers, all(answers.length));
    }

    private static int band(Voter voter, double width, double... answers) {
        return voter.withinBand(answers, all(answers.length), width);
    }

    @Test
    void theSizeIsThatOfMaskingGroups() {
        for (int faults = 0; faults <= 31; faults++) {
            int halting = GroupSize.masking(FailureClass.CRASH, faults);
            int arbitrary = GroupSize.masking(FailureClass.ARBITRARY, faults);
            int k = faults;
            assertEquals(1, Voter.ofHalting(halting, k).needed());
            assertEquals(k + 1, Voter.ofArbitrary(arbitrary, k).needed());
            assertThrows(IllegalArgumentException.class, () -> Voter.ofHalting(halting - 1, k));
            assertThrows(IllegalArgumentException.class, () -> Voter.ofArbitrary(arbitrary - 1, k));
        }
    }

    @Test
    void aGroupThatIsTooSmallIsRefusedWithTheReason() {
        assertEquals(
                "replicaCount=2 cannot mask faults=1 replicas that answer wrongly: it takes 3",
                refusal(() -> Voter.ofArbitrary(2, 1)));
        assertEquals(
                "replicaCount=1 cannot mask faults=1 replicas that halt: it takes 2",
                refusal(() -> Voter.ofHalting(1, 1)));
        assertEquals("replicaCount=65 must be at most 64", refusal(() -> Voter.ofHalting(65, 1)));
        assertEquals("faults=-1 must not be negative", refusal(() -> Voter.ofHalting(1, -1)));
        refusal(() -> Voter.ofArbitrary(64, Integer.MAX_VALUE));
        refusal(() -> Voter.ofHalting(64, Integer.MAX_VALUE));
    }

    private static String refusal(Runnable construction) {
        return assertThrows(IllegalArgumentException.class, construction::run).getMessage();
    }

    @Test
    void answersThatDoNotBelongToTheReplicasAreRefused() {
        assertEquals("answered=0x8 names replicas beyond 2", refusal(() -> ofThree.majority(new long[4], 0b1000)));
        assertEquals(
                "answers=2 must be one for each of the 3 replicas", refusal(() -> ofThree.median(new long[2], 0b11)));
        refusal(() -> ofThree.median(new double[2], 0b11));
        refusal(() -> ofThree.withinBand(new double[2], 0b11, 1.0));
        refusal(() -> ofThree.withinBand(new long[2], 0b11, 1));
        refusal(() -> ofThree.majority(new UnsafeBuffer(new byte[1]), new int[3], new int[2], 0b111));
        assertEquals(0, Voter.ofHalting(64, 63).majority(new long[64], -1));
    }

    @Test
    void anyAnswerOfAReplicaThatOnlyHaltsIsRight() {
        Voter voter = Voter.ofHalting(3, 2);
        assertEquals(2, voter.majority(new long[] {0, 0, 9}, 0b100));
        assertEquals(2, voter.median(new long[] {0, 0, 9}, 0b100));
        assertEquals(2, voter.withinBand(new long[] {0, 0, 9}, 0b100, 0));
        assertEquals(UNDECIDED, voter.majority(new long[3], 0));
        assertEquals(UNDECIDED, voter.median(new long[3], 0));
        assertEquals(UNDECIDED, voter.median(new double[3], 0));
        assertEquals(UNDECIDED, voter.withinBand(new long[3], 0, 5));
        assertEquals(UNDECIDED, voter.withinBand(new double[3], 0, 5));
    }

    @Test
    void moreThanHalfOfAllDecideAndNotOfThoseThatAnswered() {
        assertEquals(0, majority(ofThree, 7, 7, 8));
        assertEquals(1, majority(ofThree, 8, 7, 7));
        assertEquals(UNDECIDED, majority(ofThree, 7, 8, 9));
        assertEquals(0, ofThree.majority(new long[] {7, 0, 7}, 0b101));
        assertEquals(UNDECIDED, ofThree.majority(new long[] {7, 0, 7}, 0b001));
        assertEquals(UNDECIDED, ofThree.majority(new long[] {7, 7, 7}, 0b000));
        assertEquals(UNDECIDED, majority(ofFive, 7, 7, 8, 8, 9));
        assertEquals(2, majority(ofFive, 7, 7, 8, 8, 8));
    }

    @Test
    void aTieOfAnEvenGroupDecidesNothing() {
        Voter ofFour = Voter.ofArbitrary(4, 1);
        assertEquals(3, ofFour.needed());
        assertEquals(UNDECIDED, majority(ofFour, 7, 7, 8, 8));
        assertEquals(1, majority(ofFour, 8, 7, 7, 7));
    }

    /** All answers of three values from up to five replicas, in all subsets: against a count by hand. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void everyVoteOfASmallGroupIsRight(int replicaCount) {
        Voter voter = Voter.ofArbitrary(replicaCount, (replicaCount - 1) / 2);
        long[] answers = new long[replicaCount];
        for (int code = 0; code < Math.pow(3, replicaCount); code++) {
            for (int i = 0, rest = code; i < replicaCount; i++, rest /= 3) {
                answers[i] = rest % 3 - 1;
            }
            for (long answered = 0; answered <= all(replicaCount); answered++) {
                int expected = majorityByHand(answers, answered);
                assertEquals(expected, voter.majority(answers, answered));
                assertEquals(expected, bytesMajority(voter, answers, answered));
            }
        }
    }

    private static int majorityByHand(long[] answers, long answered) {
        for (int i = 0; i < answers.length; i++) {
            int votes = 0;
            for (int j = 0; j < answers.length; j++) {
                votes += (answered >>> j & 1) == 1 && answers[j] == answers[i] ? 1 : 0;
            }
            if ((answered >>> i & 1) == 1 && votes * 2 > answers.length) {
                return i;
            }
        }
        return UNDECIDED;
    }

    /** The same answers as ranges: −1 is empty, 0 is one byte, 1 begins like 0 and is longer. */
    private static int bytesMajority(Voter voter, long[] answers, long answered) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[2 * answers.length]);
        int[] offsets = new int[answers.length];
        int[] lengths = new int[answers.length];
        for (int i = 0; i < answers.length; i++) {
            offsets[i] = 2 * i;
            lengths[i] = (int) answers[i] + 1;
            buffer.putByte(2 * i, (byte) 5);
        }
        return voter.majority(buffer, offsets, lengths, answered);
    }

    @Test
    void oneDifferentByteIsADifferentAnswer() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[96]);
        int[] offsets = {0, 32, 64};
        int[] lengths = {32, 32, 32};
        for (int i = 0; i < 32; i++) {
            buffer.putByte(i, (byte) 1);
            buffer.putByte(64 + i, (byte) 2);
            assertEquals(UNDECIDED, ofThree.majority(buffer, offsets, lengths, 0b111));
            buffer.putByte(i, (byte) 0);
            assertEquals(0, ofThree.majority(buffer, offsets, lengths, 0b111));
            buffer.putByte(64 + i, (byte) 0);
        }
    }

    /** k replicas answer anything, also nothing: where the vote decides, it lies between right answers. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theMedianLiesBetweenRightAnswers(long seed) {
        Prng prng = new Prng(seed);
        int decided = 0;
        for (int run = 0; run < 20_000; run++) {
            int faults = prng.nextInt(4);
            int count = 2 * faults + 1 + prng.nextInt(3);
            Voter voter = Voter.ofArbitrary(count, faults);
            long[] answers = new long[count];
            double[] numbers = new double[count];
            for (int i = 0; i < count; i++) {
                answers[i] = i < faults ? prng.nextLong() >> prng.nextInt(64) : prng.nextInt(100);
                numbers[i] = i < faults && prng.chance(0.3) ? NAN : answers[i];
            }
            long answered = prng.chance(0.5) ? all(count) : prng.nextLong() & all(count);
            decided += assertBetween(voter.median(answers, answered), answers, answered, faults, seed);
            int chosen = voter.median(numbers, answered);
            assertTrue(chosen == UNDECIDED || !Double.isNaN(numbers[chosen]));
            decided += assertBetween(chosen, answers, answered, faults, seed);
            assertTrue(answered != all(count) || chosen != UNDECIDED, "undecided with all answers, seed " + seed);
        }
        assertTrue(decided > 10_000);
    }

    private static int assertBetween(int chosen, long[] answers, long answered, int faults, long seed) {
        if (chosen == UNDECIDED) {
            return 0;
        }
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = faults; i < answers.length; i++) {
            if ((answered >>> i & 1) == 1) {
                least = Math.min(least, answers[i]);
                most = Math.max(most, answers[i]);
            }
        }
        assertTrue(
                (answered >>> chosen & 1) == 1 && answers[chosen] >= least && answers[chosen] <= most, "seed " + seed);
        return 1;
    }

    @Test
    void theMedianIsTheLowerOfTwoInTheMiddle() {
        Voter ofFour = Voter.ofArbitrary(4, 1);
        assertEquals(2, ofFour.median(new long[] {9, 1, 3, 5}, 0b1111));
        assertEquals(2, ofFour.median(new double[] {9, 1, 3, 5}, 0b1111));
        assertEquals(0, ofThree.median(new long[] {4, 4, 4}, 0b111));
        assertEquals(1, ofThree.median(new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}, 0b111));
    }

    @Test
    void twoAnswersOfThreeHaveNoMedianThatIsSafe() {
        assertEquals(UNDECIDED, ofThree.median(new long[] {1, 2, 0}, 0b011));
        assertEquals(UNDECIDED, ofThree.median(new double[] {1, 2, 0}, 0b011));
    }

    @Test
    void aMedianWithMoreNaNThanFaultsIsRefused() {
        assertEquals(1, ofThree.median(new double[] {NAN, 2, 3}, 0b111));
        assertEquals(UNDECIDED, ofThree.median(new double[] {NAN, NAN, 3}, 0b111));
        assertEquals(1, ofThree.median(new double[] {-INFINITE, 2, INFINITE}, 0b111));
        assertEquals(UNDECIDED, Voter.ofHalting(2, 0).median(new double[] {NAN, 3}, 0b11));
    }

    @Test
    void answersWithinTheBandAgree() {
        assertEquals(0, band(ofThree, 0.5, 1.0, 1.5, 9.0));
        assertEquals(UNDECIDED, band(ofThree, 0.49, 1.0, 1.5, 9.0));
        assertEquals(1, band(ofThree, 1.0, 1.0, 1.5, 2.0));
        assertEquals(2, band(ofFive, 0.3, 9.0, 1.2, 1.1, 1.0, -4.0));
        assertEquals(0, band(ofThree, 0, 2.0, 2.0, 2.5));
    }

    /** 1 agrees with 2 and 2 with 3, but the three do not agree. */
    @Test
    void agreementIsNotPassedOnFromOneToTheNext() {
        assertEquals(UNDECIDED, band(ofFive, 1.0, 1, 2, 3, 8, 9));
        assertEquals(1, band(ofFive, 2.0, 1, 2, 3, 8, 9));
    }

    @Test
    void ofTwoBandsThatAreEquallyFullTheLowerOneIsTaken() {
        assertEquals(0, band(ofThree, 1.0, 1.0, 2.0, 3.0));
        assertEquals(2, band(ofThree, 1.0, 3.0, 2.0, 1.0));
        assertEquals(2, ofThree.withinBand(new long[] {3, 2, 1}, 0b111, 1));
    }

    @Test
    void nanAndInfinitiesAgreeWithNothing() {
        assertEquals(UNDECIDED, band(ofThree, 1.0, NAN, NAN, 1.0));
        assertEquals(UNDECIDED, band(ofThree, 1.0, INFINITE, INFINITE, 1.0));
        assertEquals(1, band(ofThree, 1.0, NAN, 1.0, 1.5));
        assertEquals(UNDECIDED, band(Voter.ofHalting(1, 0), 1.0, NAN));
        assertEquals(UNDECIDED, band(Voter.ofHalting(1, 0), 1.0, INFINITE));
        for (double bad : new double[] {NAN, INFINITE, -0.1}) {
            refusal(() -> band(ofThree, bad, 1, 2, 3));
        }
        refusal(() -> ofThree.withinBand(new long[3], 0b111, -1));
    }

    @Test
    void aBandOfLongsDoesNotOverflow() {
        long[] far = {Long.MIN_VALUE, Long.MAX_VALUE, 0};
        assertEquals(UNDECIDED, ofThree.withinBand(far, 0b111, 10));
        assertEquals(UNDECIDED, ofThree.withinBand(far, 0b101, Long.MAX_VALUE));
        assertEquals(2, ofThree.withinBand(far, 0b110, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void theBandLeadsNoFurtherThanItsWidthFromARightAnswer(long seed) {
        Prng prng = new Prng(seed);
        for (int run = 0; run < 20_000; run++) {
            int faults = prng.nextInt(4);
            int count = 2 * faults + 1 + prng.nextInt(3);
            Voter voter = Voter.ofArbitrary(count, faults);
            int width = prng.nextInt(20);
            long[] answers = new long[count];
            double[] numbers = new double[count];
            for (int i = 0; i < count; i++) {
                answers[i] = i < faults ? prng.nextInt(200) - 100 : prng.nextInt(width + 1);
                numbers[i] = answers[i];
            }
            int chosen = voter.withinBand(answers, all(count), width);
            assertEquals(chosen, voter.withinBand(numbers, all(count), width), "seed " + seed);
            assertTrue(answers[chosen] >= -width && answers[chosen] <= 2 * width, "seed " + seed);
            assertTrue(isNearARightOne(answers, faults, answers[chosen], width), "seed " + seed);
        }
    }

    private static boolean isNearARightOne(long[] answers, int faults, long chosen, int width) {
        for (int i = faults; i < answers.length; i++) {
            if (Math.abs(answers[i] - chosen) <= width) {
                return true;
            }
        }
        return false;
    }

    @Test
    void votesAllocateNothing() {
        long[] answers = {7, 8, 9, 9, 9};
        double[] numbers = {7, 8, NAN, 9, 9};
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        int[] places = {0, 8, 16, 24, 32};
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            int sum = 0;
            for (int i = 0; i < 10_000; i++) {
                sum += ofFive.majority(answers, 31) + ofFive.majority(buffer, places, places, 31);
                sum += ofFive.median(answers, 31) + ofFive.median(numbers, 31);
                sum += ofFive.withinBand(answers, 31, 1) + ofFive.withinBand(numbers, 31, 1.0);
            }
            assertTrue(sum > 0);
        });
        assertEquals(0, bytes);
    }
}
