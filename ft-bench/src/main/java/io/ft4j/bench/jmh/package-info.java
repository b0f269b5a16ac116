/** Microbenchmarks. */
package io.ft4j.bench.jmh;
