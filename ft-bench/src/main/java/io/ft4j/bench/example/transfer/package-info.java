/**
 * Two order books that exchange positions, all or nothing: {@link io.ft4j.bench.example.transfer.Book} takes part in
 * transactions with a log of its own, {@link io.ft4j.bench.example.transfer.Transfers} moves positions between two of them.
 */
package io.ft4j.bench.example.transfer;
