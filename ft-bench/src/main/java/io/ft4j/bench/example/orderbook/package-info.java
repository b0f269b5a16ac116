/**
 * A limit order book, replicated over three replicas that lose their leader: the job that everything else stands for.
 *
 * <p><b>The book.</b> {@link io.ft4j.bench.example.orderbook.OrderBook} decodes the commands of {@code sbe/orderbook.xml}
 * and replies; {@code LimitOrderBook} holds the rules of price-time priority; {@code OrderPool}, {@code PriceLevels} and
 * {@code BookSide} hold the orders in primitive arrays. Best prices stand at the end of a sorted array per side, so that
 * the work is where the market is; any positive price is taken. Invariants:
 * <ul>
 *   <li>B1 the best bid is below the best ask: what crosses has traded.
 *   <li>B2 levels stand in order of price, none twice, none empty.
 *   <li>B3 the queues hold every resting order exactly once, with a positive quantity, and the index finds it; a level's
 *       quantity and count are the sums over its queue.
 *   <li>B4 a remainder always finds room: it traded with a whole level at least. So BOOK_FULL has changed nothing.
 *   <li>B5 the flow generator knows what rests.
 * </ul>
 * An id must be unique among resting orders only. The reply goes to whoever sent the command; the owners of the orders
 * that it hit are told nothing.
 *
 * <p><b>Input.</b> {@code LobsterReader} reads files in the message format of LOBSTER (lobsterdata.com). Recorded flow
 * reports the executions that the exchange has matched already, so that no new order in it ever crosses; matching is
 * exercised by {@code FlowGenerator}. The generator imitates the statistics of one hour of a liquid NASDAQ stock (AAPL, 21
 * June 2012, 09:30–10:30, 91,997 events); no event of that hour is in it. Measured on 20 million events, seed 3, against
 * that hour:
 * <pre>
 *                                                     generated            recorded
 *   additions / deletions / partial cancellations     49.6 / 45.4 / 0.5 %  48.1 / 44.6 / 0.5 %
 *   executions of a named order / of a hidden one     2.1 / 2.5 %          4.4 / 2.4 %
 *   crossing orders / trades matched, per event       1.7 / 2.3 %          none
 *   events that name an order gone                    0.08 %               0.09 %
 *   size of an order: 100 / below / mean              53 / 35 % / 118      53 / 35 % / 112
 *   placed inside the spread / at the best price      10 / 9 %             20 / 8 %
 *     1–7 / 8–31 / 32–255 ticks behind it             24 / 35 / 23 %       21 / 31 / 20 %
 *   deletions at the best price                       25 %                 16 %
 *   age at deletion: ≤ 7 / ≤ 63 / ≤ 511 orders later  43 / 82 / 92 %       44 / 84 / 98 %
 *   lifetime of the deleted, median / p90             0.6 / 21 s           0.4 / 11 s
 *   gaps between events: p10, p50, p90, p99           2 µs, 0.5, 120, 520 ms   3 µs, 0.5, 103, 650 ms
 *   events per second: mean, variance / mean          26, 33               26, 46
 *   spread in ticks: mean, p10, p50, p90              16, 4, 16, 25        20, 10, 19, 30
 *   orders resting: mean (least to most), levels      391 (292–482), 201   316 (209–413), 188
 * </pre>
 * How: kinds of event by weight, deletions in proportion to what rests (Cont, Stoikov, Talreja 2010: a book that does so
 * is stationary); distances in octaves of equal-looking weight, which is close to a power law, and fewer improvements the
 * narrower the spread; ages at deletion in octaves, recent orders first; gaps by a Markov chain of five kinds under two
 * regimes. Not imitated: the drift of the price, correlation between one kind of event and the next, size and distance.
 *
 * <p><b>The run</b> is in {@link io.ft4j.bench.example.orderbook.run}.
 *
 * <p>Reading order: {@code orderbook.xml}, {@code LimitOrderBook}, {@code OrderBook}; then {@code PlainRun}, {@code
 * ReplicatedRun}.
 */
package io.ft4j.bench.example.orderbook;
