/** The ft4j command line. */
package io.ft4j.bench.cli;
