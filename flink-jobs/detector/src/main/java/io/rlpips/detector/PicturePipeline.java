package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.embed.BatchSettings;
import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.CanonicaliseFunction;
import io.rlpips.detector.embed.EmbedOperatorFactory;
import io.rlpips.detector.embed.Embedding;
import io.rlpips.detector.exchange.Handover;
import io.rlpips.detector.exchange.SendFunction;
import io.rlpips.detector.exchange.Sent;
import io.rlpips.detector.fetch.FetchFunction;
import io.rlpips.detector.fetch.Fetched;
import io.rlpips.detector.fetch.FetchedFunction;
import io.rlpips.detector.gate.VisibilityGate;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.read.Ticket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * What both jobs do with a picture: fetch it where it is a claim check, decode it; and later embed it.
 *
 * @param parts decoded, in two places or more
 * @param rejections what could not be fetched or decoded
 */
record PicturePipeline<T extends Ticket>(
        List<SingleOutputStreamOperator<CanonicalPicture<T>>> parts, DataStream<Rejection> rejections) {
    /** Types of the records on the way, which type erasure hides from Flink. */
    record Types<T extends Ticket>(
            TypeInformation<PictureOrder<T>> order,
            TypeInformation<Fetched<T>> fetched,
            TypeInformation<CanonicalPicture<T>> canonical) {}

    /** @param job start of the operators' names and uids */
    static <T extends Ticket> PicturePipeline<T> of(
            String job,
            DataStream<PictureOrder<T>> orders,
            Types<T> types,
            CanonicaliseFunction<T> canonicalise,
            Configuration configuration) {
        SingleOutputStreamOperator<PictureOrder<T>> fetched = fetched(job, orders, types, configuration);
        // Decoded in two places, so that the bytes of an inline picture never cross a network on the way there.
        SingleOutputStreamOperator<CanonicalPicture<T>> inline =
                JobSettings.prompt(orders.filter(order -> !order.claimed())
                        .name(job + ": inline")
                        .uid(job + "-inline")
                        .process(canonicalise, types.canonical())
                        .name(job + ": canonicalise inline")
                        .uid(job + "-canonicalise-inline"));
        SingleOutputStreamOperator<CanonicalPicture<T>> claimed =
                JobSettings.prompt(fetched.process(canonicalise, types.canonical())
                        .name(job + ": canonicalise fetched")
                        .uid(job + "-canonicalise-fetched"));
        return new PicturePipeline<>(
                List.of(inline, claimed),
                fetched.getSideOutput(Rejection.OUTPUT)
                        .union(inline.getSideOutput(Rejection.OUTPUT), claimed.getSideOutput(Rejection.OUTPUT)));
    }

    DataStream<CanonicalPicture<T>> pictures() {
        return union(parts);
    }

    /** @return what the tasks that decoded the pictures send of them, for a {@link io.rlpips.detector.exchange.ReceiveFunction} */
    <W> DataStream<Sent<W>> sent(Handover<CanonicalPicture<T>, W> handover, TypeInformation<Sent<W>> type) {
        return union(parts.stream()
                .map(part -> JobSettings.prompt(part.map(new SendFunction<>(handover), type)
                        .name(part.getName() + ": send")
                        .uid(part.getTransformation().getUid() + "-send")))
                .toList());
    }

    /** @return this one's pictures and the other's */
    PicturePipeline<T> union(PicturePipeline<T> other) {
        return new PicturePipeline<>(
                Stream.concat(parts.stream(), other.parts.stream()).toList(), rejections.union(other.rejections));
    }

    private static <V> DataStream<V> union(List<? extends DataStream<V>> streams) {
        return streams.stream()
                .<DataStream<V>>map(stream -> stream)
                .reduce(DataStream::union)
                .orElseThrow();
    }

    /** @param job start of the operator's name and uid */
    static <I, O> SingleOutputStreamOperator<O> embed(
            String job,
            DataStream<I> items,
            Embedding<I, O> embedding,
            TypeInformation<O> embedded,
            ModelSource models,
            BatchSettings batches) {
        return JobSettings.prompt(
                items.transform(job + ": embed", embedded, new EmbedOperatorFactory<>(models, batches, embedding))
                        .uid(job + "-embed"));
    }

    /**
     * Flink's asynchronous operator keeps watermarks in the queue of its fetches while an earlier fetch is under way, and
     * blocks, inline pictures too, when that is full: there is room for all that come until a fetch has timed out.
     */
    static int queueLength(Configuration configuration, long totalTimeoutMs) {
        long watermarks = totalTimeoutMs / VisibilityGate.WATERMARK_STEP_MS + 1;
        return Math.toIntExact(configuration.get(DetectorOptions.FETCH_CAPACITY) + watermarks);
    }

    private static <T extends Ticket> SingleOutputStreamOperator<PictureOrder<T>> fetched(
            String job, DataStream<PictureOrder<T>> orders, Types<T> types, Configuration configuration) {
        FetchFunction<T> fetch = new FetchFunction<>(configuration);
        DataStream<PictureOrder<T>> claims = orders.filter(PictureOrder::claimed)
                .name(job + ": claim checks")
                .uid(job + "-claims");
        int queue = queueLength(configuration, fetch.totalTimeoutMs());
        return AsyncDataStream.unorderedWait(claims, fetch, fetch.longestWaitMs(queue), TimeUnit.MILLISECONDS, queue)
                .returns(types.fetched())
                .name(job + ": fetch")
                .uid(job + "-fetch")
                .process(new FetchedFunction<>(), types.order())
                .name(job + ": fetched")
                .uid(job + "-fetched");
    }
}
