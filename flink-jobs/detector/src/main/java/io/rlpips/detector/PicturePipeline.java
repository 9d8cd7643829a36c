package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.embed.BatchSettings;
import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.CanonicaliseFunction;
import io.rlpips.detector.embed.EmbedOperatorFactory;
import io.rlpips.detector.embed.Embedding;
import io.rlpips.detector.embed.ModelSource;
import io.rlpips.detector.fetch.FetchFunction;
import io.rlpips.detector.fetch.Fetched;
import io.rlpips.detector.fetch.FetchedFunction;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.read.Ticket;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * What both jobs do with a picture: fetch it where it is a claim check, decode it, embed it.
 *
 * @param embedded what the embedding made
 * @param rejections what could not be fetched or decoded
 */
record PicturePipeline<O>(DataStream<O> embedded, DataStream<Rejection> rejections) {
    /** Types of the records on the way, which type erasure hides from Flink. */
    record Types<T extends Ticket, O>(
            TypeInformation<PictureOrder<T>> order,
            TypeInformation<Fetched<T>> fetched,
            TypeInformation<CanonicalPicture<T>> canonical,
            TypeInformation<O> embedded) {}

    /** @param job start of the operators' names and uids */
    static <T extends Ticket, O> PicturePipeline<O> of(
            String job,
            DataStream<PictureOrder<T>> orders,
            Types<T, O> types,
            CanonicaliseFunction<T> canonicalise,
            Embedding<CanonicalPicture<T>, O> embedding,
            ModelSource model,
            Configuration configuration) {
        SingleOutputStreamOperator<PictureOrder<T>> fetched = fetched(job, orders, types, configuration);
        // Decoded in two places, so that the bytes of an inline picture never cross a network on the way there.
        SingleOutputStreamOperator<CanonicalPicture<T>> inline = orders.filter(order -> !order.claimed())
                .name(job + ": inline")
                .uid(job + "-inline")
                .process(canonicalise, types.canonical())
                .name(job + ": canonicalise inline")
                .uid(job + "-canonicalise-inline");
        SingleOutputStreamOperator<CanonicalPicture<T>> claimed = fetched.process(canonicalise, types.canonical())
                .name(job + ": canonicalise fetched")
                .uid(job + "-canonicalise-fetched");
        DataStream<O> embedded = inline.union(claimed)
                .transform(
                        job + ": embed",
                        types.embedded(),
                        new EmbedOperatorFactory<>(model, BatchSettings.of(configuration), embedding))
                .uid(job + "-embed");
        return new PicturePipeline<>(
                embedded,
                fetched.getSideOutput(Rejection.OUTPUT)
                        .union(inline.getSideOutput(Rejection.OUTPUT), claimed.getSideOutput(Rejection.OUTPUT)));
    }

    private static <T extends Ticket> SingleOutputStreamOperator<PictureOrder<T>> fetched(
            String job, DataStream<PictureOrder<T>> orders, Types<T, ?> types, Configuration configuration) {
        FetchFunction<T> fetch = new FetchFunction<>(configuration);
        DataStream<PictureOrder<T>> claims = orders.filter(PictureOrder::claimed)
                .name(job + ": claim checks")
                .uid(job + "-claims");
        return AsyncDataStream.unorderedWait(
                        claims,
                        fetch,
                        fetch.totalTimeoutMs(),
                        TimeUnit.MILLISECONDS,
                        configuration.get(DetectorOptions.FETCH_CAPACITY))
                .returns(types.fetched())
                .name(job + ": fetch")
                .uid(job + "-fetch")
                .process(new FetchedFunction<>(), types.order())
                .name(job + ": fetched")
                .uid(job + "-fetched");
    }
}
