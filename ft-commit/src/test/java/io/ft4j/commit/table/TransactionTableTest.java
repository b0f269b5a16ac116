package io.ft4j.commit.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.commit.TransactionName;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.Prng;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a hash map, over random sequences; the seed is the parameter. */
final class TransactionTableTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void findsWhatWasAddedAndNothingElse(long seed) {
        Prng prng = new Prng(seed);
        int capacity = 1 + prng.nextInt(40);
        TransactionTable table = new TransactionTable(capacity);
        Map<TransactionName, Integer> model = new HashMap<>();
        List<TransactionName> names = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            names.add(new TransactionName(
                    prng.nextInt(64), TransactionIds.of(1 + prng.nextInt(3), 1 + prng.nextInt(20))));
        }
        for (int i = 0; i < 50_000; i++) {
            TransactionName name = names.get(prng.nextInt(names.size()));
            int slot = table.find(name.coordinatorId(), name.id());
            assertEquals(model.getOrDefault(name, TransactionTable.NONE), slot);
            if (slot == TransactionTable.NONE) {
                int added = table.add(name.coordinatorId(), name.id());
                assertEquals(model.size() == capacity, added == TransactionTable.NONE);
                if (added != TransactionTable.NONE) {
                    model.put(name, added);
                }
            } else if (prng.chance(0.7)) {
                table.remove(slot);
                model.remove(name);
            }
            assertEquals(model.size(), table.size());
        }
        table.checkInvariants();
    }
}
