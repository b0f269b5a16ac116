package io.ft4j.core.runtime.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ErrorLogTest {
    private final List<String> logged = new ArrayList<>();
    private final ErrorLog log = new ErrorLog((text, failure) -> logged.add(text));

    @Test
    void ofEachKindFewAreLogged() {
        for (int i = 1; i <= 5_000; i++) {
            log.onError(new IllegalArgumentException("length " + i));
            log.onError(new IllegalStateException("state " + i));
        }
        assertEquals(
                List.of(
                        "java.lang.IllegalArgumentException: length 1",
                        "java.lang.IllegalStateException: state 1",
                        "java.lang.IllegalArgumentException: length 10 (the 10th of its kind)",
                        "java.lang.IllegalStateException: state 10 (the 10th of its kind)"),
                logged.subList(0, 4));
        assertEquals(8, logged.size());
        assertTrue(logged.get(7).endsWith("state 1000 (the 1000th of its kind)"), logged.get(7));
    }

    @Test
    void anotherPlaceIsAnotherKind() {
        log.onError(new IllegalStateException("here"));
        log.onError(new IllegalStateException("there"));
        assertEquals(2, logged.size());
    }

    @Test
    void kindsWithoutEndAreLoggedAsOne() {
        for (int i = 1; i <= 10_000; i++) {
            IllegalStateException failure = new IllegalStateException("of place " + i);
            failure.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", i)});
            log.onError(failure);
        }
        // 64 of their own, and the 1st, 10th, 100th and 1000th of the other 9936.
        assertEquals(ErrorLog.MAX_KINDS + 4, logged.size());
    }
}
