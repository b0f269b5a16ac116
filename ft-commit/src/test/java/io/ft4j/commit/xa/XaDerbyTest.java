package io.ft4j.commit.xa;

import java.nio.file.Path;

/** Derby and H2. */
final class XaDerbyTest extends XaContract {
    @Override
    Bank first(Path empty) {
        return Databases.derby(empty);
    }

    @Override
    String name() {
        return Databases.DERBY;
    }

    @Override
    XaCounter reading() {
        return XaCounter.READ_ONLY;
    }
}
