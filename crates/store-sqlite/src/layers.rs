//! Layers: a world's records stand in its own and in those below it, and what stands above counts.

use std::collections::HashMap;

use coracle_store::{Key, Record, Revision};
use futures_util::TryStreamExt;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::managers::{self, Differences};
use crate::rows::{Names, record, records, unsound};
use crate::step::Step;
use crate::world::{FIRST, World};
use crate::{checksum, sql};

/// A layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layer {
    pub number: i64,
    /// The one below it.
    pub below: Option<i64>,
    /// What is below is no newer than this revision, and what is in it is newer.
    pub base: Revision,
}

/// Of what a table has in a layer and in those below it: the revision that created it, in this order, and the uppermost layer.
macro_rules! uppermost {
    ($which:literal) => {
        concat!(
            "WITH RECURSIVE own (layer) AS
               (SELECT ? UNION ALL SELECT below FROM layers JOIN own USING (layer) WHERE below IS NOT NULL)
             SELECT created, max(layer) FROM own CROSS JOIN ",
            $which,
            " GROUP BY created ORDER BY created"
        )
    };
}

/// A layer and all that are below it, the uppermost first.
pub(crate) async fn below(db: &mut SqliteConnection, number: i64) -> Result<Vec<Layer>, sqlx::Error> {
    let (mut layers, mut next) = (Vec::new(), Some(number));
    while let Some(number) = next {
        let row = sqlx::query("SELECT layer, below, base, checksum FROM layers WHERE layer = ?").bind(number);
        let row = row.fetch_optional(&mut *db).await?.ok_or_else(|| unsound(format!("there is no layer {number}")))?;
        let layer = layer(&row)?;
        next = layer.below;
        layers.push(layer);
    }
    // Each is above the next, so that none comes twice.
    let in_order = layers.windows(2).all(|pair| pair[1].number < pair[0].number && pair[1].base <= pair[0].base);
    if in_order { Ok(layers) } else { Err(unsound(format!("the layers below {number} are not in order"))) }
}

/// A row of `layers`, if it is what was written.
fn layer(row: &SqliteRow) -> Result<Layer, sqlx::Error> {
    let (number, below, base): (i64, Option<i64>, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    checksum::compare(|| format!("layer {number}"), row.try_get(3)?, sum(number, below, base))?;
    if below.is_some_and(|below| below >= number) {
        return Err(unsound(format!("layer {number} is not above what is below it")));
    }
    Ok(Layer { number, below, base: base.cast_unsigned() })
}

pub(crate) fn sum(number: i64, below: Option<i64>, base: i64) -> i64 {
    checksum::entry(&[number, below.unwrap_or(-1), base], &[])
}

/// Adds one above others, or above nothing.
pub(crate) async fn add(db: &mut SqliteConnection, below: Option<i64>, base: Revision) -> Result<i64, sqlx::Error> {
    let number: i64 = sqlx::query_scalar("SELECT ifnull(max(layer), -1) + 1 FROM layers").fetch_one(&mut *db).await?;
    let base = base.cast_signed();
    let add = sqlx::query("INSERT INTO layers (layer, below, base, checksum) VALUES (?, ?, ?, ?)");
    add.bind(number).bind(below).bind(base).bind(sum(number, below, base)).execute(db).await?;
    Ok(number)
}

/// Gives the rows of the first layer and of the first world, which the schema made, their checksums.
pub(crate) async fn fill_first(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let (layer, base) = (FIRST.layer, FIRST.base.cast_signed());
    sqlx::query("UPDATE layers SET checksum = ?").bind(sum(layer, None, base)).execute(&mut *db).await?;
    let world = checksum::entry(&[FIRST.number, layer, -1], &["main", ""]);
    sqlx::query("UPDATE worlds SET checksum = ?").bind(world).execute(db).await.map(|_| ())
}

/// Which of a layer and those below it a record stands in.
pub(crate) async fn of(db: &mut SqliteConnection, top: i64, record: &Record) -> Result<i64, sqlx::Error> {
    let one = sqlx::query_as(uppermost!("objects USING (layer) WHERE created = ?"))
        .bind(top)
        .bind(record.created.cast_signed());
    let found: Option<(i64, i64)> = one.fetch_optional(db).await?;
    found.map(|(_, layer)| layer).ok_or_else(|| unsound(format!("{} stands in no layer", record.key)))
}

/// What a layer hides of what is below it: keys, each with the revision that created what stood there.
pub(crate) async fn hidden(db: &mut SqliteConnection, layer: i64) -> Result<Vec<(Revision, Key)>, sqlx::Error> {
    let rows = sqlx::query("SELECT created, resource, namespace, name, checksum FROM hidden WHERE layer = ?");
    let rows = rows.bind(layer).fetch_all(db).await?;
    let one = |row: &SqliteRow| {
        let text = |column: usize| row.try_get::<String, _>(column);
        let created = row.try_get::<i64, _>(0)?.cast_unsigned();
        let key = Key::new(text(1)?, text(2)?, text(3)?);
        let own = checksum::hidden(layer, created, &key);
        checksum::compare(|| format!("what layer {layer} hides of {key}"), row.try_get(4)?, own)?;
        Ok((created, key))
    };
    rows.iter().map(one).collect()
}

/// In which layer each record of a world stands, by the revision that created it.
pub(crate) struct Standing(Vec<(i64, i64)>);

impl Standing {
    /// Of what stands in a layer and in those below it, and is not hidden. Asked once, since a world may stand on hundreds of layers.
    pub async fn of(db: &mut SqliteConnection, top: i64) -> Result<Standing, sqlx::Error> {
        let hidden = sqlx::query_as::<_, (i64, i64)>(uppermost!("hidden USING (layer)")).bind(top).fetch(&mut *db);
        let hidden: HashMap<_, _> = hidden.try_collect().await?;
        let objects = sqlx::query_as::<_, (i64, i64)>(uppermost!("objects USING (layer)")).bind(top).fetch(db);
        let mut all: Vec<_> = objects.try_collect().await?;
        all.retain(|(created, layer)| hidden.get(created).is_none_or(|hides| hides <= layer));
        Ok(Standing(all))
    }

    /// Where this one stands; none where it stands nowhere.
    pub fn layer(&self, record: &Record) -> Option<i64> {
        let at = self.0.binary_search_by_key(&record.created.cast_signed(), |(created, _)| *created).ok()?;
        self.0.get(at).map(|(_, layer)| *layer)
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// A layer that could stand in the one below it, since nothing else stands on that, and neither is changed any more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fold {
    above: i64,
    below: i64,
}

/// One such, if there is any: without that, a world would have a layer more for each snapshot that it ever had.
pub(crate) async fn to_fold(db: &mut SqliteConnection) -> Result<Option<Fold>, sqlx::Error> {
    let found: Option<(i64, i64)> = sqlx::query_as(
        "SELECT above.layer, l.layer FROM layers above JOIN layers l ON l.layer = above.below
         WHERE NOT EXISTS (SELECT 1 FROM worlds w WHERE w.layer = l.layer OR w.layer = above.layer)
           AND NOT EXISTS (SELECT 1 FROM worlds w WHERE w.origin = l.layer OR w.origin = above.layer)
           AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.layer = l.layer OR s.layer = above.layer)
           AND (SELECT count(*) FROM layers others WHERE others.below = l.layer) = 1 LIMIT 1",
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|(above, below)| Fold { above, below }))
}

impl Fold {
    /// Moves some rows down, or ends it where none is left. What stands in both together is the same each time.
    pub async fn fold(self, db: &mut SqliteConnection, max: i64) -> Result<(), sqlx::Error> {
        for (created, key) in hidden(db, self.above).await? {
            self.hide(db, created, &key).await?;
        }
        let rows = sqlx::query(records!("WHERE layer = ? LIMIT ?")).bind(self.above).bind(max);
        let rows = rows.fetch_all(&mut *db).await?;
        for row in &rows {
            self.lower(db, &record(self.above, row, &mut Names::default())?).await?;
        }
        if rows.is_empty() { self.end(db).await } else { Ok(()) }
    }

    /// What the upper one hides is not in the lower one, which hides it of what is below that.
    async fn hide(&self, db: &mut SqliteConnection, created: Revision, key: &Key) -> Result<(), sqlx::Error> {
        let number = created.cast_signed();
        let delete = sqlx::query("DELETE FROM objects WHERE layer = ? AND created = ?").bind(self.below).bind(number);
        delete.execute(&mut *db).await?;
        let lower = sqlx::query("UPDATE hidden SET layer = ?, checksum = ? WHERE layer = ? AND created = ?");
        let lower = lower.bind(self.below).bind(checksum::hidden(self.below, created, key));
        lower.bind(self.above).bind(number).execute(db).await.map(|_| ())
    }

    async fn lower(&self, db: &mut SqliteConnection, record: &Record) -> Result<(), sqlx::Error> {
        let created = record.created.cast_signed();
        let managers = managers::managers_of(db, self.above, record.created).await?;
        for layer in [self.below, self.above] {
            let delete = sqlx::query("DELETE FROM objects WHERE layer = ? AND created = ?").bind(layer).bind(created);
            delete.execute(&mut *db).await?;
        }
        let (records, mut differences) = ([record], Differences::default());
        differences.add(record.created, &[], managers);
        let steps = [Step::Insert(&records), Step::PutManagers(&differences.put)];
        let steps = if differences.put.is_empty() { &steps[..1] } else { &steps };
        let into = World { layer: self.below, ..FIRST };
        sql::run_all(db, None, &into, steps).await.map_err(sql::Fault::within)
    }

    /// What stood on the upper one stands on the lower one.
    async fn end(&self, db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let above = sqlx::query("SELECT layer, below, base, checksum FROM layers WHERE below = ?").bind(self.above);
        for row in &above.fetch_all(&mut *db).await? {
            let Layer { number, base, .. } = layer(row)?;
            let sum = sum(number, Some(self.below), base.cast_signed());
            let stand = sqlx::query("UPDATE layers SET below = ?, checksum = ? WHERE layer = ?");
            stand.bind(self.below).bind(sum).bind(number).execute(&mut *db).await?;
        }
        sqlx::query("DELETE FROM layers WHERE layer = ?").bind(self.above).execute(db).await.map(|_| ())
    }
}
