/** Benchmarks, comparison harnesses, runnable examples and the ft4j command line. */
package io.ft4j.bench;
