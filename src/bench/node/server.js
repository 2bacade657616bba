// What one would write instead of Belfry: one INSERT per recipient before emitting, and the unread
// rows again at each connect. With --memory nothing is stored at all. Neither asks for a token.
'use strict';

const http = require('node:http');
const express = require('express');
const { Server } = require('socket.io');

const memory = process.argv.includes('--memory');
const port = Number(process.env.PORT);

const SCHEMA = `
  create table if not exists notification (
    id bigint generated always as identity primary key,
    user_id text not null, type text not null, title text, body text, link text, data jsonb,
    created_at timestamptz not null default now(), read_at timestamptz);
  create index if not exists notification_unread on notification (user_id, id) where read_at is null`;

const COLUMNS = 'id, type, title, body, link, data, created_at as "createdAt"';

let pool;
if (!memory) {
  const pg = require('pg');
  pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(express.json({ limit: '10mb' }));
const server = http.createServer(app);
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });

let nextId = 0;

async function stored(user, n) {
  if (memory) {
    nextId += 1;
    return { id: nextId, type: n.type, title: n.title, body: n.body, link: n.link, data: n.data, createdAt: new Date() };
  }
  const result = await pool.query({
    name: 'insert',
    text: `insert into notification (user_id, type, title, body, link, data)
           values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
    values: [user, n.type, n.title, n.body, n.link, n.data],
  });
  return result.rows[0];
}

async function deliver(user, n) {
  const row = await stored(user, n);
  io.to(user).emit('notification', row);
  return row;
}

async function send(n) {
  const rows = await Promise.all(n.to.map((user) => deliver(user, n)));
  return { status: 201, id: rows[0].id, recipients: rows.length, createdAt: rows[0].createdAt };
}

app.post('/api/v1/notifications', async (request, response) => {
  response.status(201).json(await send(request.body));
});

app.post('/api/v1/notifications/batch', async (request, response) => {
  response.json(await Promise.all(request.body.map(send)));
});

app.get('/unread', async (request, response) => {
  const result = await pool.query({
    name: 'count',
    text: 'select count(*)::int as unread from notification where user_id = $1 and read_at is null',
    values: [request.query.user],
  });
  response.json(result.rows[0]);
});

io.on('connection', async (socket) => {
  const user = socket.handshake.auth.user;
  socket.join(user);
  if (memory) {
    return;
  }
  const result = await pool.query({
    name: 'unread',
    text: `select ${COLUMNS} from notification where user_id = $1 and read_at is null order by id`,
    values: [user],
  });
  for (const row of result.rows) {
    socket.emit('notification', row);
  }
});

async function start() {
  if (!memory) {
    await pool.query(SCHEMA);
  }
  // Node's default backlog of 511 would make many who connect at once wait a second
  server.listen({ port, host: '127.0.0.1', backlog: 4096 });
}

start();
