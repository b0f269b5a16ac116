package io.ft4j.commit.xa;

import java.nio.file.Path;
import org.apache.derby.jdbc.EmbeddedXADataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.xa.PGXADataSource;

/** The databases of the tests. */
final class Databases {
    static final String DERBY = "derby";

    /** Who waits for a lock is told so in the end. */
    static final int LOCK_TIMEOUT_MS = 60_000;

    private static final int ANSWER_TIMEOUT_S = 120;
    private static final int RETENTION_MS = 86_400_000;

    private Databases() {}

    /** @param name {@link #DERBY}, or the port of a PostgreSQL server. */
    static Bank of(String name, Path folder) {
        return name.equals(DERBY) ? derby(folder) : postgres(Integer.parseInt(name));
    }

    /**
     * In this process, in files. Of which no space is used again, as else after 45 s: then H2, when it is killed, may lose what it
     * has committed.
     */
    static Bank h2(Path folder) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:file:" + folder.resolve("h2").toAbsolutePath() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT="
                + LOCK_TIMEOUT_MS + ";RETENTION_TIME=" + RETENTION_MS);
        dataSource.setUser("sa");
        dataSource.setPassword("");
        return new Bank(dataSource);
    }

    /** In this process, in files. */
    static Bank derby(Path folder) {
        System.setProperty(
                "derby.stream.error.file", folder.resolve("derby.log").toString());
        EmbeddedXADataSource dataSource = new EmbeddedXADataSource();
        dataSource.setDatabaseName(folder.resolve("derby").toAbsolutePath().toString());
        dataSource.setCreateDatabase("create");
        return new Bank(dataSource);
    }

    static Bank postgres(int port) {
        PGXADataSource dataSource = new PGXADataSource();
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName("postgres");
        dataSource.setUser("postgres");
        dataSource.setSocketTimeout(ANSWER_TIMEOUT_S);
        return new Bank(dataSource);
    }
}
