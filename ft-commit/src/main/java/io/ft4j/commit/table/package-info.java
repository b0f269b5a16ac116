/** The memory of two-phase commit: flat tables of fixed size, one owner for each fact, with no word of messages or records. */
package io.ft4j.commit.table;
