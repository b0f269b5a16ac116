/**
 * Resources with XA interfaces, databases above all, as participants of two-phase commit (X/Open CAE Specification
 * <i>Distributed Transaction Processing: The XA Specification</i>, 1991; {@code javax.transaction.xa}).
 *
 * <p>Who owns what: the protocol's log the decision, the resource its prepared branches, {@link
 * io.ft4j.commit.xa.XaParticipant} nothing that would have to survive a crash. What it has to know again it finds by
 * asking both.
 *
 * <ul>
 *   <li>X1 a branch is committed only when the protocol says so, and rolled back only when the protocol says so or has
 *       never promised to commit it.
 *   <li>X2 branches of others are never touched.
 *   <li>X3 an error of a resource changes no outcome: what failed is tried again.
 *   <li>X4 what a resource has decided alone is reported before the resource may forget it.
 * </ul>
 *
 * <p>Reading order: {@link io.ft4j.commit.xa.BranchId}, {@link io.ft4j.commit.xa.XaWork}, {@link
 * io.ft4j.commit.xa.XaParticipant}, {@code Branch}, {@code Resolution}, {@code Recovery}.
 */
package io.ft4j.commit.xa;
