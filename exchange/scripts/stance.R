# Reads a Quoth bundle and reproduces the stance chart of a target.
#
#     Rscript stance.R FOLDER "TARGET" [speaker|organization|publisher|group] [year|quarter|month]
#
# FOLDER holds datapackage.json; TARGET is the text of a target, or words that only
# it holds. The points go to standard output as CSV, a picture to FOLDER/stance.pdf.
# Needs nothing but R itself.
#
# A quote counts once: with the adjudicated stance, else with the one that more
# coders gave it than any other. Rejected quotes, quotes of articles without a day and
# quotes on which coders are divided are left out, as in Quoth's own chart.

stances <- c("support", "oppose", "neutral", "mixed")

# One table, every text as it is in the corpus.
read_table <- function(folder, name) {
  path <- file.path(folder, "data", paste0(name, ".csv"))
  table <- read.csv(path, fileEncoding = "UTF-8-BOM", encoding = "UTF-8", colClasses = "character", check.names = FALSE)
  table[] <- lapply(table, function(column) sub("^'('*[=+@\t\r-])", "\\1", column, perl = TRUE))
  table
}

# The one stance of each quote toward the target.
settled <- function(folder, target_id) {
  judgements <- read_table(folder, "judgements")
  judgements <- judgements[judgements$target_id == target_id, ]
  votes <- table(judgements$quote_id, factor(judgements$stance, stances))
  result <- character(0)
  for (quote in rownames(votes)) {
    most <- which(votes[quote, ] == max(votes[quote, ]))
    if (length(most) == 1) result[quote] <- stances[most]
  }
  if (file.exists(file.path(folder, "data", "adjudications.csv"))) {
    final <- read_table(folder, "adjudications")
    final <- final[final$target_id == target_id, ]
    result[final$quote_id] <- final$stance
  }
  result
}

# The key of the line each quote belongs to, and its name.
lines_of <- function(quotes, by) {
  if (by == "publisher") return(data.frame(key = quotes$publisher, label = quotes$publisher))
  if (by == "group") {
    group <- ifelse(quotes$group == "", "no group", quotes$group)
    return(data.frame(key = group, label = group))
  }
  if (by == "organization") {
    return(data.frame(key = ifelse(quotes$organization_id == "", quotes$organization, quotes$organization_id), label = quotes$organization))
  }
  key <- label <- quotes$speaker
  unnamed <- quotes$speaker_type == "unnamed" & quotes$speaker != ""
  key[unnamed] <- paste0(quotes$article_id, "/", quotes$speaker)[unnamed]
  label[unnamed] <- paste0(quotes$speaker, " (", trimws(paste(quotes$publisher, quotes$published)), ")")[unnamed]
  organization <- quotes$speaker_type == "organization" & quotes$organization_id != ""
  key[organization] <- quotes$organization_id[organization]
  label[organization] <- quotes$organization[organization]
  person <- quotes$person_id != ""
  key[person] <- quotes$person_id[person]
  label[person] <- quotes$speaker[person]
  data.frame(key = key, label = label)
}

period_of <- function(days, step) {
  switch(step,
    year = substr(days, 1, 4),
    quarter = paste0(substr(days, 1, 4), " Q", (as.integer(substr(days, 6, 7)) + 2) %/% 3),
    month = substr(days, 1, 7))
}

series <- function(folder, target, by = "speaker", step = "year") {
  targets <- read_table(folder, "targets")
  found <- which(tolower(targets$target) == tolower(target))
  if (length(found) == 0) found <- grep(tolower(target), tolower(targets$target), fixed = TRUE)
  if (length(found) != 1) stop(length(found), " targets hold the words '", target, "': name one in full")
  quotes <- read_table(folder, "quotes")
  articles <- read_table(folder, "articles")[, c("article_id", "version_id", "publisher", "published")]
  quotes <- merge(quotes, articles, by = c("article_id", "version_id"))
  quotes <- quotes[quotes$status != "rejected" & quotes$published != "", ]
  quotes$stance <- unname(settled(folder, targets$target_id[found])[quotes$quote_id])
  quotes <- quotes[!is.na(quotes$stance), ]
  quotes <- cbind(quotes, lines_of(quotes, by))
  quotes <- quotes[quotes$key != "", ]
  quotes$period <- period_of(quotes$published, step)
  counts <- as.data.frame.matrix(table(paste(quotes$key, quotes$period, sep = "\r"), factor(quotes$stance, stances)))
  parts <- strsplit(rownames(counts), "\r", fixed = TRUE)
  points <- data.frame(key = vapply(parts, `[`, "", 1), label = "", period = vapply(parts, `[`, "", 2), counts)
  points$label <- quotes$label[match(points$key, quotes$key)]
  points$judged <- rowSums(counts)
  points$net <- (points$support - points$oppose) / points$judged
  points[order(points$key, points$period), ]
}

draw <- function(points, target, path) {
  pdf(path, width = 9, height = 5)
  axis_labels <- sort(unique(points$period))
  most <- names(sort(tapply(points$judged, points$key, sum), decreasing = TRUE))
  most <- most[seq_len(min(6, length(most)))]
  plot(NA, xlim = c(1, max(2, length(axis_labels))), ylim = c(-1, 1), xaxt = "n", xlab = "", ylab = "net stance", main = target)
  axis(1, seq_along(axis_labels), axis_labels, las = 2)
  abline(h = 0, col = "grey80")
  for (i in seq_along(most)) {
    one <- points[points$key == most[i], ]
    lines(match(one$period, axis_labels), one$net, type = "b", pch = i, col = i)
  }
  legend("bottomleft", points$label[match(most, points$key)], col = seq_along(most), pch = seq_along(most), cex = 0.7, bg = "white")
  invisible(dev.off())
}

if (sys.nframe() == 0) {
  arguments <- commandArgs(trailingOnly = TRUE)
  if (length(arguments) < 2) stop("name the folder of the bundle and a target")
  points <- do.call(series, as.list(arguments[seq_len(min(4, length(arguments)))]))
  write.csv(points, stdout(), row.names = FALSE)
  draw(points, arguments[2], file.path(arguments[1], "stance.pdf"))
}
