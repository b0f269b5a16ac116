package io.ft4j.core.scenario;

import java.util.List;

/** A scenario file that is malformed, or whose demand is not met. Says file, line and reason. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioException(String file, int line, String reason) {
        super(file + ":" + line + ": " + reason);
    }

    ScenarioException(String file, int line, Throwable cause, List<String> trace) {
        super(file + ":" + line + ": " + cause.getMessage() + "\n" + String.join("\n", trace), cause);
    }
}
