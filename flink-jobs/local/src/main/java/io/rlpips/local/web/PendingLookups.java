package io.rlpips.local.web;

import io.rlpips.local.session.Outcome;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Verdict;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Questions that wait for their answer, by their uploadId, which is unique to each. Thread-safe. */
final class PendingLookups {
    private final Map<String, Question> waiting = new HashMap<>();

    private static final class Question {
        private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
        private final Map<String, Alert> alerts = new LinkedHashMap<>();
        private Verdict verdict;
    }

    /** @return completes when verdict and matches are there, or a reject; to be called before the question is sent */
    synchronized CompletableFuture<Outcome> ask(String uploadId) {
        return waiting.computeIfAbsent(uploadId, any -> new Question()).answer;
    }

    /** Whoever asked does not wait any more. */
    synchronized void forget(String uploadId) {
        waiting.remove(uploadId);
    }

    synchronized void told(Verdict verdict) {
        Question question = waiting.get(verdict.getUploadId());
        if (question != null) {
            question.verdict = verdict;
            settle(verdict.getUploadId(), question);
        }
    }

    synchronized void told(Alert match) {
        Question question = waiting.get(match.getUploadId());
        if (question != null) {
            question.alerts.put(match.getAlertId(), match);
            settle(match.getUploadId(), question);
        }
    }

    /** @return whether it answers a question */
    synchronized boolean told(Reject reject) {
        String uploadId = reject.getRecordId();
        Question question = uploadId == null ? null : waiting.remove(uploadId);
        if (question != null) {
            question.answer.complete(Outcome.rejected(uploadId, reject));
        }
        return question != null;
    }

    /** A verdict counts once the matches it announces are there. */
    private void settle(String uploadId, Question question) {
        if (question.verdict != null && question.verdict.getAlerts() <= question.alerts.size()) {
            waiting.remove(uploadId);
            question.answer.complete(Outcome.judged(uploadId, question.verdict, question.alerts.values()));
        }
    }
}
