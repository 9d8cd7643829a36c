package io.rlpips.local.web;

import io.rlpips.local.bank.BankPolicies;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.LookupAnswer;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subjects;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the detector and waits for what the view sees of its answer. Thread-safe; the sender is its creator's. */
final class LookupDesk {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A question holds a picture of up to 20 MiB and a thread until it is answered. */
    private static final int MOST_AT_ONCE = 8;

    private final Broker broker;
    private final PendingLookups pending;
    private final Sender sender;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    /** Banks that have been asked for and are known; to find out of others, topics are read. */
    private final Set<String> banks = ConcurrentHashMap.newKeySet();

    /** So many are asked already that this one has to come again later. */
    static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("%d lookups wait already; ask again later".formatted(MOST_AT_ONCE));
        }
    }

    LookupDesk(Broker broker, PendingLookups pending, Sender sender) {
        this.broker = broker;
        this.pending = pending;
        this.sender = sender;
    }

    /** Where a question is read, asked and answered; to be closed at its end. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws BusyException where there is none */
    Place take() {
        if (!places.tryAcquire()) {
            throw new BusyException();
        }
        return places::release;
    }

    /**
     * @param name what the question is called
     * @param tenant on whose behalf; empty for none in particular
     * @param bank only whose matches are wanted
     * @throws RlpipsException INVALID_ARGUMENT for a bank that nobody knows; FETCH_FAILED where the broker or the detector
     *     does not answer in time
     */
    LookupAnswer ask(String name, byte[] picture, String tenant, Optional<String> bank) {
        bank.ifPresent(this::requireKnown);
        String id = LookupAnswer.newId(name);
        CompletableFuture<Outcome> answer = pending.ask(id);
        try {
            sender.send(Subjects.UPLOADS, id, Payloads.lookup(Picture.inMemory(id, picture), tenant))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return LookupAnswer.of(name, answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), bank);
        } catch (TimeoutException e) {
            throw failed("nothing answered for %d s".formatted(PATIENCE.toSeconds()), e);
        } catch (ExecutionException e) {
            throw failed(String.valueOf(e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        } finally {
            pending.forget(id);
        }
    }

    private void requireKnown(String bank) {
        if (!banks.contains(bank)) {
            new BankPolicies(broker).requireKnown(bank);
            banks.add(bank);
        }
    }

    private RlpipsException failed(String why, Exception cause) {
        return new RlpipsException(
                FailureCategory.FETCH_FAILED,
                "the detector at %s gave no answer: %s".formatted(broker.bootstrapServers(), why),
                cause);
    }
}
