//! A list that many operations may shift without moving all of it each time.
//!
//! It is kept in pieces: finding, inserting and removing cost the number of pieces and the size of one.

/// How many elements a piece has at most.
const PIECE_MAX: usize = 1024;

/// The elements of a list that was taken apart.
pub(crate) struct Items<T> {
    pieces: Vec<Vec<T>>,
    len: usize,
}

impl<T> Items<T> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flatten()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.pieces.iter_mut().flatten()
    }

    /// The element at an index, if there is one.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        let (piece, at) = self.place(at);
        self.pieces.get_mut(piece)?.get_mut(at)
    }

    /// Puts an element before the one at an index, or behind all.
    pub fn insert(&mut self, at: usize, item: T) {
        self.len += 1;
        let (index, at) = self.place(at);
        let Some(piece) = self.pieces.get_mut(index) else {
            return self.pieces.push(vec![item]);
        };
        piece.insert(at.min(piece.len()), item);
        if piece.len() > PIECE_MAX {
            let rest = piece.split_off(PIECE_MAX / 2);
            self.pieces.insert(index + 1, rest);
        }
    }

    /// Takes out the element at an index.
    pub fn remove(&mut self, at: usize) -> Option<T> {
        let (index, at) = self.place(at);
        let piece = self.pieces.get_mut(index).filter(|piece| at < piece.len())?;
        let item = piece.remove(at);
        if piece.is_empty() {
            self.pieces.remove(index);
        }
        self.len -= 1;
        Some(item)
    }

    /// The piece that holds an index and the place in it; the place behind all is the last piece's end.
    fn place(&self, mut at: usize) -> (usize, usize) {
        for (index, piece) in self.pieces.iter().enumerate() {
            if at < piece.len() || index + 1 == self.pieces.len() {
                return (index, at);
            }
            at -= piece.len();
        }
        (0, at)
    }
}

impl<T> IntoIterator for Items<T> {
    type Item = T;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

impl<T> FromIterator<T> for Items<T> {
    fn from_iter<I: IntoIterator<Item = T>>(from: I) -> Self {
        let mut items = Self { pieces: Vec::new(), len: 0 };
        for item in from {
            match items.pieces.last_mut() {
                Some(piece) if piece.len() < PIECE_MAX => piece.push(item),
                _ => items.pieces.push(vec![item]),
            }
            items.len += 1;
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same steps on a plain list, over the bounds of pieces and down to nothing.
    #[test]
    fn it_is_a_list() {
        let mut items: Items<usize> = (0..3000).collect();
        let mut plain: Vec<usize> = (0..3000).collect();
        let mut place = 7;
        for step in 0..9000 {
            place = (place * 31 + 17) % (plain.len() + 1);
            if step < 3000 {
                items.insert(place, step);
                plain.insert(place, step);
            } else if place < plain.len() {
                assert_eq!(items.get_mut(place).copied(), plain.get(place).copied());
                assert_eq!(items.remove(place), Some(plain.remove(place)));
            } else {
                assert!(items.remove(place).is_none() && items.get_mut(place).is_none());
            }
            assert_eq!(items.len(), plain.len());
        }
        assert!(items.iter().eq(&plain));
    }
}
