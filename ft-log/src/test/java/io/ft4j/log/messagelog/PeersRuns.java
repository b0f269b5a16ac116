package io.ft4j.log.messagelog;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** {@link PeersTest} with whatever classes its own loader has; says what failed first, or nothing. */
public final class PeersRuns implements IntFunction<String> {
    private static final List<Consumer<PeersTest>> ALL = List.of(
            PeersTest::isNotForgottenWhenOnlyWhatWasBeforeIsOnStableStorage,
            PeersTest::whatUnconfirmedMessagesOfItLedToLeavesWhenACheckpointHoldsIt,
            PeersTest::staysForgottenWhenTheLogIsReleased,
            PeersTest::doesNotPinTheLogOfOneThatHasForgottenIt,
            PeersTest::aLifeOfAPeerThatIsForgottenIsNone,
            PeersTest::whoIsForgottenAndNoPeerAnyMoreIsPassedOver,
            PeersTest::whatIsOnItsWayIsSentAgainToWhomItIsDue,
            PeersTest::twoThatHaveForgottenEachOtherAreSilent,
            PeersTest::refusesALogThatIsOlderThanItsCheckpoint,
            PeersTest::refusesALogThatHasLostItsEndBehindTheCheckpoint,
            PeersTest::refusesALogThatOthersKnowALaterLifeOf,
            PeersTest::noticesThatTheLogOfItsFirstLifeIsLostWhenASenderKnowsMore,
            test -> test.noticesThatItsLogIsLostWhenAReceiverKnowsMore(LoggingStyle.SENDER),
            test -> test.noticesThatItsLogIsLostWhenAReceiverKnowsMore(LoggingStyle.RECEIVER),
            PeersTest::closesTheChannelToAPeerThatLacksWhatWasInItsCheckpoints,
            test -> test.positionsOfMoreThanWasSaidAreDropped(LoggingStyle.SENDER),
            PeersTest::positionsOfFewerCheckpointsAreOutdated,
            PeersTest::receiptsAndRequestsOfLivesThatDoNotSpeakAreDropped,
            PeersTest::receiptsThatAreNotInTheOrderOfTheChannelAreDropped,
            PeersTest::confirmationsOfWhatWasNeverToldAreDropped,
            PeersTest::answersThatGiveAPlaceAgainThatWasReplayedAreDropped,
            PeersTest::whoIsToldThatSomebodyElseIsForgottenGoesOn,
            test -> test.isForgottenForGoodFromTheMomentInWhichThatIsOnStableStorage(LoggingStyle.SENDER));

    @Override
    public String apply(int unused) {
        for (Consumer<PeersTest> test : ALL) {
            try {
                test.accept(new PeersTest());
            } catch (AssertionError | RuntimeException e) {
                return String.valueOf(e);
            }
        }
        return "";
    }
}
