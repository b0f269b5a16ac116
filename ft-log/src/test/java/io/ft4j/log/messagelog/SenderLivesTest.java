package io.ft4j.log.messagelog;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Sender-based message logging, when frames of earlier lives come late. */
final class SenderLivesTest {
    @TestFactory
    Stream<DynamicTest> framesOfEarlierLivesChangeNothing() {
        return new SenderLives()
                .all().keySet().stream()
                        .map(name -> DynamicTest.dynamicTest(
                                name, () -> new SenderLives().all().get(name).run()));
    }
}
