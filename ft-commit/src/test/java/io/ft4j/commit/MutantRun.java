package io.ft4j.commit;

import java.util.function.Function;

/** Walks through a family of small worlds with whatever classes its own loader has; says what failed first, or nothing. */
public final class MutantRun implements Function<String, String> {
    @Override
    public String apply(String family) {
        try {
            new SmallWorlds().walk(SmallWorlds.Family.valueOf(family));
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
