package io.ft4j.core.protocol;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** A protocol is not wired with a weaker failure detector than it is correct with. */
final class ProtocolStackDetectorTest {
    @Test
    void refusesAStackWithoutTheDetectorThatAProtocolNeeds() {
        assertRefused(
                "Asking needs a failure detector of class P; its stack has none: nobody would suspect a process that"
                        + " crashed",
                new Asking(1, DetectorClass.PERFECT));
    }

    @Test
    void refusesAWeakerDetectorAndSaysWhatItLacks() {
        assertRefused(
                "Asking needs a failure detector of class P; its stack has Suspecting of class ◇P: its accuracy is"
                        + " EVENTUAL_STRONG, not STRONG",
                new Asking(1, DetectorClass.PERFECT),
                new Suspecting(2, DetectorClass.OMEGA, DetectorClass.NONE),
                new Suspecting(3, DetectorClass.EVENTUALLY_PERFECT, DetectorClass.NONE));
    }

    @Test
    void aDetectorDoesNotServeItself() {
        assertRefused(
                "Suspecting needs a failure detector of class ◇P; its stack has none: nobody would suspect a process"
                        + " that crashed",
                new Suspecting(1, DetectorClass.EVENTUALLY_PERFECT, DetectorClass.EVENTUALLY_PERFECT));
    }

    @Test
    void takesADetectorThatIsAsGoodOrBetterWhereverItStands() {
        for (DetectorClass needed : DetectorClass.values()) {
            for (DetectorClass present : DetectorClass.values()) {
                if (present.implies(needed)) {
                    assertDoesNotThrow(
                            () -> stack(new Asking(1, needed), new Suspecting(2, present, DetectorClass.NONE)));
                    assertDoesNotThrow(
                            () -> stack(new Suspecting(2, present, DetectorClass.NONE), new Asking(1, needed)));
                }
            }
        }
    }

    @Test
    void protocolsWithoutMessagesStandBesideEachOther() {
        assertDoesNotThrow(() -> stack(
                new Asking(Protocol.NO_MESSAGES, DetectorClass.NONE),
                new Asking(Protocol.NO_MESSAGES, DetectorClass.NONE)));
        assertThrows(
                IllegalArgumentException.class,
                () -> stack(new Asking(1, DetectorClass.NONE), new Asking(1, DetectorClass.NONE)));
    }

    private static void assertRefused(String message, Protocol... protocols) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> stack(protocols))
                        .getMessage());
    }

    private static ProtocolStack stack(Protocol... protocols) {
        return new ProtocolStack(7, 0, ProcessSet.firstN(3), protocols);
    }

    /** Does nothing but need a detector. */
    private static class Asking implements Protocol {
        private final int schemaId;
        private final DetectorClass needed;

        Asking(int schemaId, DetectorClass needed) {
            this.schemaId = schemaId;
            this.needed = needed;
        }

        @Override
        public int schemaId() {
            return schemaId;
        }

        @Override
        public DetectorClass neededDetector() {
            return needed;
        }

        @Override
        public int maxStepBytes() {
            return 0;
        }

        @Override
        public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

        @Override
        public void onStart(long nowNs, Outbox outbox) {}

        @Override
        public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {}

        @Override
        public void onDeadline(long nowNs, Outbox outbox) {}

        @Override
        public void onBatchEnd(long nowNs, Outbox outbox) {}

        @Override
        public long nextDeadlineNs() {
            return Long.MAX_VALUE;
        }

        @Override
        public void checkInvariants() {}
    }

    private static final class Suspecting extends Asking implements FailureDetector {
        private final DetectorClass detectorClass;

        Suspecting(int schemaId, DetectorClass detectorClass, DetectorClass needed) {
            super(schemaId, needed);
            this.detectorClass = detectorClass;
        }

        @Override
        public DetectorClass detectorClass() {
            return detectorClass;
        }

        @Override
        public boolean isSuspected(int processId) {
            return false;
        }
    }
}
